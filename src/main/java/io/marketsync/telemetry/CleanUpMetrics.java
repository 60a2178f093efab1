package io.marketsync.telemetry;

import java.util.function.BiConsumer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What a process tells Prometheus about what it removed. */
public final class CleanUpMetrics implements BiConsumer<String, Integer> {

    private final MeterRegistry registry;

    public CleanUpMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void accept(String what, Integer rows) {
        Counter.builder("marketsync.cleanup.rows")
                .description("Rows removed, or emptied, because they were kept long enough")
                .tags("removed", what)
                .register(registry)
                .increment(rows);
    }
}
