package io.marketsync.telemetry;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What a process tells Prometheus about Redis as it meets it. Every meter exists from the start. */
public final class RedisMetrics {

    /** A command that is none of these counts as other, so that the series stay few. */
    private static final Set<String> COMMANDS = Set.of("eval", "evalsha", "info", "set", "get", "del", "zrem");

    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Map<String, Timer> durations = new ConcurrentHashMap<>();
    private final Counter away;
    private final Counter refused;
    private final Counter reconnects;

    /** @param memoryPercent null when it is not known */
    public RedisMetrics(
            MeterRegistry registry,
            BooleanSupplier up,
            BooleanSupplier degraded,
            BooleanSupplier evicts,
            Supplier<Double> memoryPercent) {
        this.registry = registry;
        gauge("marketsync.redis.up", "1 when Redis answered this process last time it looked", () -> number(up));
        gauge("marketsync.redis.degraded", "1 while this process does not use Redis", () -> number(degraded));
        gauge(
                "marketsync.redis.evicts",
                "1 when Redis may throw permits away: its policy is not noeviction",
                () -> number(evicts));
        gauge("marketsync.redis.memory.ratio", "Memory that Redis uses, of its limit; NaN when unknown", () -> {
            Double percent = memoryPercent.get();
            return percent == null ? Double.NaN : percent / 100;
        });
        this.away = errors("away");
        this.refused = errors("refused");
        this.reconnects = Counter.builder("marketsync.redis.reconnects")
                .description("How often Redis came back to this process")
                .register(registry);
        COMMANDS.forEach(this::duration);
        duration(OTHER);
    }

    public void took(String command, long nanos) {
        String word = command.toLowerCase(Locale.ROOT);
        duration(COMMANDS.contains(word) ? word : OTHER).record(nanos, TimeUnit.NANOSECONDS);
    }

    public void away() {
        away.increment();
    }

    public void refused() {
        refused.increment();
    }

    public void reconnected() {
        reconnects.increment();
    }

    private static double number(BooleanSupplier holds) {
        return holds.getAsBoolean() ? 1 : 0;
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private Counter errors(String fault) {
        return Counter.builder("marketsync.redis.errors")
                .description("Commands without an answer in time, and commands that Redis refused")
                .tags("fault", fault)
                .register(registry);
    }

    private Timer duration(String command) {
        return durations.computeIfAbsent(command, this::makeDuration);
    }

    private Timer makeDuration(String command) {
        return Timer.builder("marketsync.redis.command.duration")
                .description("From asking to the answer of Redis, or to giving up")
                .tags("command", command)
                .serviceLevelObjectives(Buckets.call())
                .register(registry);
    }
}
