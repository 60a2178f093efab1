package io.marketsync.api.operation;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import io.marketsync.imports.ApplyImport;
import io.marketsync.job.Kind;

/** Jobs this process has put into queues, from 0. */
@Singleton
public class EnqueueMetrics {

    private final MeterRegistry registry;

    EnqueueMetrics(MeterRegistry registry) {
        this.registry = registry;
        SyncKind.kinds().forEach(this::counter);
        counter(ApplyImport.KIND);
    }

    /** Counts what the request's transaction is about to commit. */
    public void enqueued(Kind<?> kind) {
        enqueued(kind, 1);
    }

    void enqueued(Kind<?> kind, int jobs) {
        counter(kind).increment(jobs);
    }

    private Counter counter(Kind<?> kind) {
        return Counter.builder("marketsync.job.enqueued")
                .description("Jobs put into queues")
                .tags("queue", kind.queue().word(), "kind", kind.name())
                .register(registry);
    }
}
