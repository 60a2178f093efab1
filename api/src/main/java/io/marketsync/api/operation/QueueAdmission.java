package io.marketsync.api.operation;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntSupplier;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jdbi.v3.core.Handle;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.job.Queue;
import io.marketsync.queue.Admission;
import io.marketsync.queue.Admission.Bound;
import io.marketsync.queue.Admission.Refusal;

/**
 * Refuses a request whose jobs would find their queue full, before anything is written. Those that join their twins add nothing to
 * the queue. Refusals are counted, by queue and by what was full.
 */
@Singleton
public class QueueAdmission {

    private final Admission admission;
    private final MeterRegistry registry;

    QueueAdmission(Admission admission, MeterRegistry registry) {
        this.admission = admission;
        this.registry = registry;
        for (Queue queue : Queue.values()) {
            for (Bound bound : Bound.values()) {
                refused(queue, bound);
            }
        }
    }

    /**
     * @param jobs that may be stored
     * @param added how many of them would be new, twins left out; asked when there is no room for all, so that an admitted request
     *     pays for one statement
     */
    public void require(Handle handle, Queue queue, UUID seller, int jobs, IntSupplier added) {
        Optional<Refusal> refusal = admission.admit(handle, queue, seller, jobs);
        if (refusal.isEmpty()) {
            return;
        }
        int left = added.getAsInt();
        if (left > 0 && left < jobs) {
            refusal = admission.admit(handle, queue, seller, left);
        }
        if (left > 0 && refusal.isPresent()) {
            throw problem(queue, refusal.get());
        }
    }

    private ProblemException problem(Queue queue, Refusal refusal) {
        refused(queue, refusal.bound()).increment();
        ProblemCode code =
                switch (refusal.bound()) {
                    case QUEUE -> ProblemCode.QUEUE_FULL;
                    case SELLER -> ProblemCode.SELLER_QUEUE_SHARE;
                };
        return ProblemException.of(code, queue.word(), refusal.most()).retryAfter(refusal.retryAfter());
    }

    private Counter refused(Queue queue, Bound bound) {
        return Counter.builder("marketsync.admission.refused")
                .description("Requests that were refused because a queue was full, or one seller's share of it")
                .tags("queue", queue.word(), "bound", bound.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
