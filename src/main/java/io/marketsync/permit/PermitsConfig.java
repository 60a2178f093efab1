package io.marketsync.permit;

import java.time.Duration;
import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How calls of marketplaces wait for their permits. The budgets themselves are the marketplace's, beside its adapter. */
@ConfigMapping(prefix = "marketsync.permits")
public interface PermitsConfig {

    /**
     * The part of each budget that may be used by what no seller waits for. Too much makes clicks wait behind cron, too little
     * leaves budget unused at night.
     */
    @WithDefault("0.7")
    double backgroundShare();

    /**
     * How long a call that has no answer yet may be under way before the marketplace counts it. Until its answer or this its permit
     * is not given again. Too short breaks a limit when a network stalls, too long wastes budget when answers get lost.
     */
    @WithDefault("PT2S")
    Duration underWay();

    /** A longer wait is not slept in the attempt: its job is snoozed and its slot serves others. */
    @WithDefault("PT5S")
    Duration longestWait();

    /** Calls per second of this installation, of all marketplaces together; unlimited when not set. For a narrow way out. */
    OptionalInt allPerSecond();
}
