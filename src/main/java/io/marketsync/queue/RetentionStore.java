package io.marketsync.queue;

import java.time.Duration;

import org.jdbi.v3.core.Handle;

/**
 * Removes what is old, a bounded number of rows at a time, the oldest first. A job goes with everything that is kept of it:
 * request, run and JobRunr's row. Rows that somebody holds are left for the next time.
 */
public final class RetentionStore {

    private static final int LOCK = 7702;

    /** The counter of succeeded jobs that JobRunr's dashboard shows outlives the jobs. */
    private static final String JOBS = """
            WITH old AS (
                SELECT id FROM jobrunr_jobs
                WHERE state = :state AND updatedat < now() AT TIME ZONE 'utc' - :age * interval '1 second'
                ORDER BY updatedat LIMIT :batch FOR UPDATE SKIP LOCKED),
            gone AS (DELETE FROM jobrunr_jobs j USING old WHERE j.id = old.id RETURNING j.id),
            requests AS (DELETE FROM job r USING gone WHERE r.id = gone.id),
            runs AS (DELETE FROM job_run r USING gone WHERE r.job_id = gone.id),
            counted AS (
                UPDATE jobrunr_metadata SET value = (value::numeric + (SELECT count(*) FROM gone))::text
                WHERE id = 'succeeded-jobs-counter-cluster' AND :state = 'SUCCEEDED' AND EXISTS (SELECT FROM gone))
            SELECT count(*) FROM gone""";

    /** Of all sellers, through the function of migration V7: a seller that never comes back leaves nothing behind. */
    private static final String KEYS = "SELECT forget_expired_keys(:batch)";

    private static final String MINE = "SELECT pg_try_advisory_xact_lock(:lock, 1)";

    /** Until the transaction ends: at most one janitor removes at a time, whatever the number of processes. */
    public boolean tryLock(Handle handle) {
        return handle.createQuery(MINE).bind("lock", LOCK).mapTo(Boolean.class).one();
    }

    /**
     * Jobs that have been in a state for longer than an age.
     *
     * @param state one in which a job has ended: SUCCEEDED, DELETED or FAILED
     * @return how many; as many as the batch means there may be more
     */
    public int removeJobs(Handle handle, String state, Duration age, int batch) {
        return handle.createQuery(JOBS)
                .bind("state", state)
                .bind("age", age.toSeconds())
                .bind("batch", batch)
                .mapTo(Integer.class)
                .one();
    }

    /** Idempotency keys whose time is over; the result as of {@link #removeJobs}. */
    public int removeExpiredKeys(Handle handle, int batch) {
        return handle.createQuery(KEYS)
                .bind("batch", batch)
                .mapTo(Integer.class)
                .one();
    }
}
