package io.marketsync.job;

import java.util.Locale;

/** A line of waiting jobs with a policy of its own, served by the pool of the same name. */
public enum Queue {
    /** A seller or the freshness of orders and stock waits for it. */
    HIGH,
    NORMAL,
    /** Nobody waits for it: cleanup, backfill. */
    LOW;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Queue of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
