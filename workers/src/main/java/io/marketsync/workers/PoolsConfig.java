package io.marketsync.workers;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which pools this process runs, and how wide they are. */
@ConfigMapping(prefix = "marketsync.pools")
public interface PoolsConfig {

    /** Queues this process serves. Each queue needs a pool somewhere, or its jobs wait for ever. */
    @WithDefault("high,normal,low")
    Set<String> serve();

    /**
     * Jobs that run at once, by queue. Each slot needs a database connection while it writes; too many slots wait for
     * connections, too few leave jobs waiting. Operators change it at runtime ({@code /api/v1/ops/pools}), up to what the
     * connections allow.
     */
    Map<String, Integer> slots();

    /**
     * Slots of a pool that only jobs take which a seller's click waits for, by queue; none where not set. Too few make a click wait
     * behind bulk work, too many leave slots idle.
     */
    Map<String, Integer> clickSlots();

    /** How this process is called in the dashboard and in job runs; host and pid when not set. */
    Optional<String> processName();

    /** How often a pool looks for work that no notification told of. Notifications make it a safety net. At least 5 s. */
    @WithDefault("PT5S")
    Duration poll();

    /** How long jobs may finish after SIGTERM before they are interrupted and go back to their queues. */
    @WithDefault("PT10S")
    Duration drain();

    /**
     * Threads that heed no interrupt at their hard limit before the process asks to be started again. Each holds memory and perhaps
     * a connection; 0 ends it at the first.
     */
    @WithDefault("4")
    int maxStuckThreads();

    /**
     * How long memory may stay full, whatever is collected, before the process asks to be started again. Too short takes a peak for
     * a leak, too long keeps a process that mostly collects.
     */
    @WithDefault("PT30S")
    Duration memoryFullFor();
}
