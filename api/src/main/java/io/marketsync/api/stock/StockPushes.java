package io.marketsync.api.stock;

import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.slf4j.MDC;

import io.marketsync.api.operation.EnqueueMetrics;
import io.marketsync.job.JobTarget;
import io.marketsync.queue.Enqueued;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.stock.PushStock;

/**
 * Has a worker tell the marketplace what has changed, in the transaction that changes it. Not subject to admission: however often a shop's
 * stock changes, one push of it waits.
 */
@Singleton
class StockPushes {

    private final JobQueue queue;
    private final EnqueueMetrics metrics;

    StockPushes(JobQueue queue, EnqueueMetrics metrics) {
        this.queue = queue;
        this.metrics = metrics;
    }

    /** A push that runs may have read the values before: then another follows. */
    UUID push(Handle handle, JobTarget shop) {
        Enqueued enqueued = queue.enqueue(handle, PushStock.of(shop, MDC.get("requestId")), OnTwin.RERUN);
        if (!enqueued.joined()) {
            metrics.enqueued(PushStock.KIND);
        }
        return enqueued.id();
    }
}
