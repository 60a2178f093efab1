package io.marketsync.api.push;

import java.util.function.BiFunction;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.slf4j.MDC;

import io.marketsync.api.PublicId;
import io.marketsync.api.operation.EnqueueMetrics;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.queue.Enqueued;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;

/**
 * Has a worker tell the marketplace what has changed, in the transaction that changes it. Not subject to admission: however often a shop's
 * values change, one push of them waits.
 */
@Singleton
public class Pushes {

    private final JobQueue queue;
    private final EnqueueMetrics metrics;

    Pushes(JobQueue queue, EnqueueMetrics metrics) {
        this.queue = queue;
        this.metrics = metrics;
    }

    /**
     * A push that runs may have read the values before: then another follows.
     *
     * @param push the job for a shop and the request that asks for it
     * @return where to follow it
     */
    public String push(Handle handle, JobTarget shop, BiFunction<JobTarget, String, NewJob> push) {
        NewJob job = push.apply(shop, MDC.get("requestId"));
        Enqueued enqueued = queue.enqueue(handle, job, OnTwin.RERUN);
        if (!enqueued.joined()) {
            metrics.enqueued(job.kind());
        }
        return "/api/v1/operations/" + PublicId.OPERATION.of(enqueued.id());
    }
}
