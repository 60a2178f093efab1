package io.marketsync.workers;

import jakarta.inject.Singleton;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.queue.JobCountStore;
import io.marketsync.telemetry.Trouble;

/** When a worker process folds the counts of jobs. Every process does, one at a time; without any, counts stay exact but get slower. */
@Singleton
public class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final Workshop shared;
    private final JobCountStore counts = new JobCountStore();
    private final Trouble trouble = new Trouble();

    Housekeeping(Workshop shared) {
        this.shared = shared;
    }

    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    void foldCounts() {
        try {
            shared.transactions().forSystem(counts::fold);
            if (trouble.ends()) {
                LOG.info("counts of jobs are folded again");
            }
        } catch (RuntimeException e) {
            if (trouble.begins()) {
                LOG.warn("counts of jobs cannot be folded; tried again every 5 s: {}", Trouble.why(e));
            }
        }
    }
}
