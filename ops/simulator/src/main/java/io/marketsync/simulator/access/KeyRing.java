package io.marketsync.simulator.access;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.marketsync.simulator.world.Dice;

/** The keys of all shops: made from the seed, changed by the admin. Texts of refusals are Ozon's. */
public final class KeyRing {

    /** Since September 2026 a key lives three months. */
    public static final Duration LIFETIME = Duration.ofDays(90);

    private final long seed;
    private final Map<String, ApiKey> keys = new ConcurrentHashMap<>();

    public KeyRing(long seed) {
        this.seed = seed;
    }

    public void issue(String clientId, Instant expiresAt) {
        keys.put(clientId, new ApiKey(generated(clientId, 0), expiresAt, false, EnumSet.allOf(Role.class)));
    }

    /** The key of a known shop, or null. */
    public ApiKey of(String clientId) {
        return keys.get(clientId);
    }

    /** Throws a {@link Refusal} unless the key opens the method. */
    public void check(String clientId, String key, String method, Instant now) {
        if (clientId == null || key == null || clientId.isBlank() || key.isBlank()) {
            throw Refusal.unauthenticated("Client-Id and Api-Key headers are required");
        }
        ApiKey known = keys.get(clientId);
        if (known == null || !known.value().equals(key)) {
            throw Refusal.forbidden("Invalid Api-Key, please check the key and try again");
        }
        if (!known.liveAt(now)) {
            throw Refusal.forbidden("Api-key is deactivated, use another one or generate a new one");
        }
        if (!known.allows(method)) {
            throw Refusal.forbidden("Api-Key is missing a required role for a method");
        }
    }

    public ApiKey revoke(String clientId) {
        return change(clientId, key -> new ApiKey(key.value(), key.expiresAt(), true, key.roles()));
    }

    public ApiKey expire(String clientId, Instant at) {
        return change(clientId, key -> new ApiKey(key.value(), at, key.revoked(), key.roles()));
    }

    public ApiKey limitTo(String clientId, Set<Role> roles) {
        return change(clientId, key -> new ApiKey(key.value(), key.expiresAt(), key.revoked(), Set.copyOf(roles)));
    }

    /** A live key with all roles; the value stays. */
    public ApiKey restore(String clientId, Instant now) {
        return change(clientId, key -> fresh(key.value(), now));
    }

    /** A live key with all roles and the given value, or a new one made from the old when {@code value} is null. */
    public ApiKey replace(String clientId, String value, Instant now) {
        return change(
                clientId,
                key -> fresh(
                        value != null ? value : generated(clientId, key.value().hashCode()), now));
    }

    private static ApiKey fresh(String value, Instant now) {
        return new ApiKey(value, now.plus(LIFETIME), false, EnumSet.allOf(Role.class));
    }

    private ApiKey change(String clientId, UnaryOperator<ApiKey> change) {
        ApiKey changed = keys.computeIfPresent(clientId, (id, key) -> change.apply(key));
        if (changed == null) {
            throw Refusal.notFound("no shop has the client id " + clientId);
        }
        return changed;
    }

    private String generated(String clientId, long generation) {
        Dice dice = Dice.of(seed, Long.parseLong(clientId), generation, 'k');
        return new UUID(dice.nextLong(), dice.nextLong()).toString();
    }
}
