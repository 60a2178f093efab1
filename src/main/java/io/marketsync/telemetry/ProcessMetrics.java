package io.marketsync.telemetry;

import java.util.Collection;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.eclipse.microprofile.config.Config;

/**
 * What every process tells of itself: its build, and its database connections summed over its data sources, from what Agroal
 * publishes of each.
 */
public final class ProcessMetrics {

    private static final String BUILD_INFO = "marketsync.build.info";
    private static final Pattern MAX_SIZE =
            Pattern.compile("quarkus\\.datasource(\\.\"?[^.\"]+\"?)?\\.jdbc\\.max-size");

    private ProcessMetrics() {}

    /** Where api and workers are one process, the first of them speaks for both. */
    public static void bind(MeterRegistry registry, Config config) {
        if (registry.find(BUILD_INFO).gauge() != null) {
            return;
        }
        Gauge.builder(BUILD_INFO, () -> 1)
                .description("Always 1; the labels say what runs")
                .tags(
                        "version",
                        text(config, "quarkus.application.version"),
                        "commit",
                        text(config, "marketsync.build.commit"))
                .register(registry);
        gauge(
                registry,
                "marketsync.db.pool.size",
                "Open database connections",
                () -> sum(registry, "active") + sum(registry, "available"));
        gauge(registry, "marketsync.db.pool.active", "Database connections in use", () -> sum(registry, "active"));
        gauge(
                registry,
                "marketsync.db.pool.overflow",
                "Threads that wait for a database connection",
                () -> sum(registry, "awaiting"));
        double max = maxConnections(config);
        gauge(registry, "marketsync.db.pool.max", "Most database connections this process opens", () -> max);
    }

    private static void gauge(MeterRegistry registry, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private static double sum(MeterRegistry registry, String what) {
        Collection<Gauge> pools = registry.find("agroal." + what + ".count").gauges();
        return pools.stream().mapToDouble(Gauge::value).sum();
    }

    private static double maxConnections(Config config) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(MAX_SIZE.asMatchPredicate())
                .mapToInt(name -> config.getValue(name, Integer.class))
                .sum();
    }

    private static String text(Config config, String name) {
        return config.getOptionalValue(name, String.class).orElse("unknown");
    }
}
