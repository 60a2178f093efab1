package io.marketsync.queue;

import io.marketsync.failure.JobFailure;
import io.marketsync.job.StoredJob;

/** Who is told that a marketplace refuses the key of a job's shop, whatever kind the job is. */
public interface RefusedKeys {

    /**
     * The shop's jobs wait from here on until the seller enters another key; those that run go on until they are refused, too. When
     * the seller has entered one since, nothing waits: the job goes on with that.
     *
     * @param refusal names the key
     * @return false when there is no such shop any more
     */
    boolean park(StoredJob job, JobFailure refusal);
}
