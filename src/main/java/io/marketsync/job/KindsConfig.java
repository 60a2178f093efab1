package io.marketsync.job;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;

/** Limits of kinds in place of those they declare, by name: {@code marketsync.kinds."orders.pull".soft-limit=PT2M}. */
@ConfigMapping(prefix = "marketsync.kinds")
public interface KindsConfig {

    @WithParentName
    Map<String, Limits> byName();

    interface Limits {

        /** After it the handler is asked to stop. Too short and work ends partial again and again. Shorter than the hard limit. */
        Optional<Duration> softLimit();

        /** After it the attempt is no longer waited for. Too long and a stuck job keeps its slot. */
        Optional<Duration> hardLimit();

        /** Attempts in all, at least 1. */
        OptionalInt maxAttempts();
    }
}
