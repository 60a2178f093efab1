package io.marketsync.breaker;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** When a marketplace counts as away, and how it is tried again. */
@ConfigMapping(prefix = "marketsync.breaker")
public interface BreakerConfig {

    /** What of a process's latest calls is looked at. Too short sees too few of them, too long stays blind after a good hour. */
    @WithDefault("PT30S")
    Duration window();

    /** So many of them failed at least; one without an answer counts twice. Too few open it for a hiccup. */
    @WithDefault("10")
    int failures();

    /** And this part of them. */
    @WithDefault("0.5")
    double share();

    /**
     * And they were made with so many credentials at least, so that the trouble of one seller does not stop the others. Where fewer
     * are in use, each of them failed, and {@link #failures} doubled.
     */
    @WithDefault("3")
    int credentials();

    /** From opening to the first call that looks whether it is back. */
    @WithDefault("PT30S")
    Duration firstProbe();

    /** The pause between two such calls doubles up to this; it is also how late the end of an outage may be noticed. */
    @WithDefault("PT5M")
    Duration longestProbe();

    /** How long calls are fewer than allowed after that: a marketplace that has just come back is easily thrown again. */
    @WithDefault("PT60S")
    Duration ramp();
}
