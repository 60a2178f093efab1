package io.marketsync.workers;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import org.eclipse.microprofile.config.Config;

import io.marketsync.telemetry.ProcessMetrics;

/** What every process tells of itself, for a worker. */
@Singleton
public class WorkerMetrics {

    void bind(@Observes StartupEvent event, MeterRegistry registry, Config config) {
        ProcessMetrics.bind(registry, config);
    }
}
