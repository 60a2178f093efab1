package io.marketsync.redis;

import java.time.Instant;
import java.util.List;

/**
 * The mode, and what it follows from.
 *
 * @param since when the mode began
 * @param reconnects how often Redis came back since the process started
 */
public record RedisStatus(RedisMode mode, Instant since, long reconnects, RedisHealth health) {

    /** Before the first look nothing is promised. */
    static RedisStatus notLookedAt(Instant now) {
        RedisHealth unknown =
                new RedisHealth(Instant.EPOCH, false, null, null, null, null, null, null, null, List.of(), List.of());
        return new RedisStatus(RedisMode.DEGRADED, now, 0, unknown);
    }

    boolean usable() {
        return mode == RedisMode.NORMAL;
    }

    RedisStatus seeing(RedisHealth seen) {
        RedisMode now = seen.usable() ? RedisMode.NORMAL : RedisMode.DEGRADED;
        boolean lookedBefore = !health.checkedAt().equals(Instant.EPOCH);
        boolean back = lookedBefore && mode == RedisMode.DEGRADED && now == RedisMode.NORMAL;
        return new RedisStatus(now, now == mode ? since : seen.checkedAt(), back ? reconnects + 1 : reconnects, seen);
    }
}
