package io.marketsync.schedule;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.Queue;

/** How many more jobs of cron a queue takes. Cron is what a full queue does without first. */
@FunctionalInterface
public interface CronRoom {

    CronRoom UNBOUNDED = (handle, queue) -> Integer.MAX_VALUE;

    /**
     * @param handle inside the transaction that will store them
     * @return 0 or less when it takes none
     */
    int roomForCron(Handle handle, Queue queue);
}
