package io.marketsync.simulator.access;

import java.time.Instant;
import java.util.Set;

/** The one key of a shop. */
public record ApiKey(String value, Instant expiresAt, boolean revoked, Set<Role> roles) {

    boolean liveAt(Instant now) {
        return !revoked && now.isBefore(expiresAt);
    }

    /** {@code /v1/roles} needs no role: a seller can always ask what a key is good for. */
    boolean allows(String method) {
        return method.equals("/v1/roles")
                || roles.stream().anyMatch(role -> role.methods().contains(method));
    }
}
