package io.marketsync.queue;

import java.util.List;
import java.util.UUID;

import io.marketsync.job.NewJob;
import io.marketsync.job.Queue;

/**
 * A request for many jobs of one seller, before it is stored.
 *
 * @param kind as the batch is called: that of its jobs, or what several kinds come to together
 * @param queue that it is shown in; its jobs are in those of their kinds
 * @param leftOut shops that were asked for, too, and cannot be worked on
 */
public record NewBatch(String kind, Queue queue, List<NewJob> jobs, List<UUID> leftOut) {

    /** More take seconds to store, and hold the keys of all their twins meanwhile. */
    public static final int MOST_JOBS = 10_000;

    static final int MOST_NAMED = 100;

    public NewBatch {
        jobs = List.copyOf(jobs);
        leftOut = List.copyOf(leftOut);
        if (jobs.isEmpty() || jobs.size() > MOST_JOBS) {
            throw new IllegalArgumentException("a batch is 1 to " + MOST_JOBS + " jobs, not " + jobs.size());
        }
        NewJob first = jobs.getFirst();
        UUID seller = first.target().sellerId();
        if (seller == null
                || !jobs.stream().allMatch(job -> seller.equals(job.target().sellerId()))) {
            throw new IllegalArgumentException("all jobs of a batch are of one seller");
        }
    }

    NewJob first() {
        return jobs.getFirst();
    }

    UUID seller() {
        return first().target().sellerId();
    }
}
