package io.marketsync.api.shop;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jdbi.v3.core.Handle;
import org.slf4j.MDC;

import io.marketsync.job.JobTarget;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.shop.CheckShop;

/**
 * Has a worker ask the marketplace about a key that was entered just now. Not subject to admission: without the answer nobody would be
 * warned, and a seller brings few keys.
 */
@Singleton
class KeyQuestions {

    private final JobQueue queue;
    private final Counter enqueued;

    KeyQuestions(JobQueue queue, MeterRegistry registry) {
        this.queue = queue;
        this.enqueued = Counter.builder("marketsync.job.enqueued")
                .description("Jobs put into queues")
                .tags("queue", CheckShop.KIND.queue().word(), "kind", CheckShop.KIND.name())
                .register(registry);
    }

    /** In the transaction that stores the key. A check that runs may have the key before: then another follows. */
    void ask(Handle handle, JobTarget shop) {
        if (!queue.enqueue(handle, CheckShop.of(shop, MDC.get("requestId")), OnTwin.RERUN)
                .joined()) {
            enqueued.increment();
        }
    }
}
