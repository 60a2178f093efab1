package io.marketsync.telemetry;

import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * What a process tells Prometheus about the permits of its marketplace calls, by marketplace and rank; never by credential. Every
 * meter exists from the start with 0.
 */
public final class PermitMetrics {

    private static final Duration[] BUCKETS = Buckets.call();

    private final MeterRegistry registry;

    public PermitMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers the meters of one marketplace at 0. */
    public void register(String marketplace, List<String> ranks) {
        ranks.forEach(rank -> {
            waits(marketplace, rank);
            heldBacks(marketplace, rank);
        });
        limits(marketplace);
        stales(marketplace);
    }

    public void granted(String marketplace, String rank, Duration waited) {
        waits(marketplace, rank).record(waited);
    }

    public void heldBack(String marketplace, String rank) {
        heldBacks(marketplace, rank).increment();
    }

    public void limited(String marketplace) {
        limits(marketplace).increment();
    }

    public void stale(String marketplace) {
        stales(marketplace).increment();
    }

    private Timer waits(String marketplace, String rank) {
        return Timer.builder("marketsync.permit.wait")
                .description("Time marketplace calls waited in their attempts for permits of all levels")
                .tags("marketplace", marketplace, "rank", rank)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private Counter heldBacks(String marketplace, String rank) {
        return Counter.builder("marketsync.permit.held.back")
                .description(
                        "Marketplace calls whose wait for permits was too long for their attempt: the job was snoozed")
                .tags("marketplace", marketplace, "rank", rank)
                .register(registry);
    }

    private Counter limits(String marketplace) {
        return Counter.builder("marketsync.permit.limited")
                .description("Answers of the marketplace that a limit was reached although a permit was granted")
                .tags("marketplace", marketplace)
                .register(registry);
    }

    private Counter stales(String marketplace) {
        return Counter.builder("marketsync.permit.stale")
                .description("Permits given back because this process stalled before it could use them")
                .tags("marketplace", marketplace)
                .register(registry);
    }
}
