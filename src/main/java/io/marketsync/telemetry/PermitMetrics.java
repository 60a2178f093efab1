package io.marketsync.telemetry;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What a process tells Prometheus about its marketplace calls' permits, by marketplace and rank; never by credential. */
public final class PermitMetrics {

    private static final Duration[] BUCKETS = Buckets.call();

    private final MeterRegistry registry;

    public PermitMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    public void granted(String marketplace, String rank, Duration waited) {
        Timer.builder("marketsync.permit.wait")
                .description("Time marketplace calls waited in their attempts for permits of all levels")
                .tags("marketplace", marketplace, "rank", rank)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(waited);
    }

    /** A call that had to wait so long that its job was snoozed. */
    public void heldBack(String marketplace, String rank) {
        Counter.builder("marketsync.permit.held.back")
                .description(
                        "Marketplace calls whose wait for permits was too long for their attempt, so that the job was snoozed")
                .tags("marketplace", marketplace, "rank", rank)
                .register(registry)
                .increment();
    }

    /** The marketplace itself said that a limit was reached. */
    public void limited(String marketplace) {
        Counter.builder("marketsync.permit.limited")
                .description("Answers of the marketplace that a limit was reached, although a permit was granted")
                .tags("marketplace", marketplace)
                .register(registry)
                .increment();
    }

    /** A permit came too late to be used. */
    public void stale(String marketplace) {
        Counter.builder("marketsync.permit.stale")
                .description("Permits given back because the process stalled before it could use them")
                .tags("marketplace", marketplace)
                .register(registry)
                .increment();
    }
}
