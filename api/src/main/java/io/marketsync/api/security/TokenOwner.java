package io.marketsync.api.security;

import java.util.Objects;
import java.util.UUID;

/** Whom a valid token speaks for; {@code sellerId} is null for ops and only for ops. */
public record TokenOwner(UUID tokenId, UUID sellerId, Role role) {

    public TokenOwner {
        Objects.requireNonNull(tokenId, "tokenId");
        if ((role == Role.SELLER) == (sellerId == null)) {
            throw new IllegalArgumentException("a token of role " + role + " with seller " + sellerId);
        }
    }
}
