package io.marketsync.job;

import java.time.Instant;
import java.util.UUID;

import io.marketsync.db.Transactions;

/** What a handler may know and do while it owns its job. Used by the attempt's own thread alone. */
public interface JobContext {

    UUID jobId();

    /** Null for a job of the system. */
    UUID sellerId();

    /** Null when the job is for no shop. */
    UUID shopId();

    /** 1 for the first attempt. */
    int attempt();

    /** When this attempt started, on the database's clock. */
    Instant startedAt();

    /**
     * True once the attempt should come to an end: its soft limit has passed, or its worker stops. What is committed is kept; a
     * handler that ends then says {@link Ending.CutShort}, which ends the job, or if the worker stops lets it go on elsewhere; or it is
     * snoozed. It has until the hard limit.
     */
    boolean stopRequested();

    /** Totals over all attempts of the job, written with the next {@link #commit}. */
    Counts counts();

    /** Shown from the next {@link #commit} on. */
    void progress(Progress progress);

    /**
     * Runs the work in one transaction of the job's seller, or of the system, and commits it, with counts and progress, only if this attempt still
     * owns the job.
     *
     * @throws AttemptLost when it does not; nothing is committed, and the handler must let it pass
     */
    <T> T commit(Transactions.Body<T> work);

    /** Reads, or writes what must stand whatever becomes of this attempt, as the job's seller and without the fence. */
    <T> T unfenced(Transactions.Body<T> work);
}
