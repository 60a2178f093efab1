package io.marketsync.workers;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.job.Queue;
import io.marketsync.queue.JobCountStore;
import io.marketsync.queue.JobCountStore.Depth;
import io.marketsync.telemetry.Trouble;

/** Depth and age of each queue, read every 15 s. NaN when that fails: an old number would look like a calm queue. */
@Singleton
public class QueueMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(QueueMetrics.class);

    private final JobCountStore counts = new JobCountStore();
    private final Workshop shared;
    private volatile Map<Queue, Depth> known = Map.of();
    private volatile double quarantined = Double.NaN;
    private final Trouble trouble = new Trouble();

    QueueMetrics(Workshop shared, MeterRegistry registry) {
        this.shared = shared;
        for (Queue queue : Queue.values()) {
            gauge(registry, queue, "marketsync.queue.depth", null, "Due jobs that wait for a slot", Depth::depth);
            gauge(
                    registry,
                    queue,
                    "marketsync.queue.scheduled",
                    null,
                    "Jobs that wait for their time",
                    Depth::scheduled);
            gauge(
                    registry,
                    queue,
                    "marketsync.queue.oldest.age",
                    "seconds",
                    "Age of the longest waiting due job",
                    Depth::oldestSeconds);
        }
        Gauge.builder("marketsync.jobs.quarantined", () -> quarantined)
                .description("Rows of the queue that marketsync did not write; nobody claims them")
                .register(registry);
    }

    @Scheduled(every = "15s", delayed = "0s", concurrentExecution = ConcurrentExecution.SKIP)
    void count() {
        try {
            EnumMap<Queue, Depth> counted = new EnumMap<>(Queue.class);
            quarantined = shared.transactions().forSystem(handle -> {
                counts.depths(handle).forEach(depth -> counted.put(depth.queue(), depth));
                return (double) counts.inState(handle, "QUARANTINED");
            });
            known = counted;
            if (trouble.ends()) {
                LOG.info("queues are counted again");
            }
        } catch (RuntimeException e) {
            known = Map.of();
            quarantined = Double.NaN;
            if (trouble.begins()) {
                LOG.warn("queues cannot be counted; their metrics are NaN until they can: {}", Trouble.why(e));
            }
        }
    }

    private void gauge(
            MeterRegistry registry,
            Queue queue,
            String name,
            String unit,
            String description,
            ToDoubleFunction<Depth> value) {
        Gauge.builder(name, () -> {
                    Depth depth = known.get(queue);
                    return depth == null ? Double.NaN : value.applyAsDouble(depth);
                })
                .baseUnit(unit)
                .description(description)
                .tags("queue", queue.word())
                .register(registry);
    }
}
