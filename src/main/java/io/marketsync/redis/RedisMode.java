package io.marketsync.redis;

import java.util.Locale;

/** Whether this process uses Redis. */
public enum RedisMode {
    NORMAL,
    /** It is away, or unfit for permits: each process lives on what it knows itself, and nothing waits or fails. */
    DEGRADED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
