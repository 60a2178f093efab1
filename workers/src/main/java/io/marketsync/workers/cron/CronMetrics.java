package io.marketsync.workers.cron;

import java.time.Clock;
import java.util.List;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import io.marketsync.job.Kind;

/** What cron did in this process, from 0. */
final class CronMetrics {

    private final MeterRegistry registry;
    private final Clock clock;
    private volatile double lookedAt = Double.NaN;

    CronMetrics(MeterRegistry registry, Clock clock, List<Kind<?>> kinds) {
        this.registry = registry;
        this.clock = clock;
        for (TickResult result : TickResult.values()) {
            ticks(result);
        }
        kinds.forEach(this::enqueued);
        Gauge.builder("marketsync.cron.look.timestamp", () -> lookedAt)
                .baseUnit("seconds")
                .description("When this process last looked for schedules whose tick has come; NaN before it could")
                .register(registry);
    }

    void looked() {
        lookedAt = clock.millis() / 1e3;
    }

    void ticked(TickResult result) {
        ticks(result).increment();
    }

    void enqueued(Kind<?> kind, int jobs) {
        enqueued(kind).increment(jobs);
    }

    private Counter ticks(TickResult result) {
        return Counter.builder("marketsync.cron.ticks")
                .description("Ticks of schedules that this process took, by what they came to")
                .tags("tick_result", result.word())
                .register(registry);
    }

    /** The api counts those of sellers under the same name. */
    private Counter enqueued(Kind<?> kind) {
        return Counter.builder("marketsync.job.enqueued")
                .description("Jobs put into queues")
                .tags("queue", kind.queue().word(), "kind", kind.name())
                .register(registry);
    }
}
