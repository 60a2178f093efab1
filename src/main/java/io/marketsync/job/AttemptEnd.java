package io.marketsync.job;

import java.time.Instant;
import java.util.UUID;

import io.marketsync.failure.Reason;

/**
 * How an attempt ended and what becomes of its job. Written in one transaction with the job's state.
 *
 * @param waited seconds from due to claim, for the dashboard
 * @param due when the next attempt may start; null unless the job is {@link Next#SCHEDULED}
 * @param error for the seller; null when nothing went wrong
 * @param refreshes whether it brought a shop up to date with what its kind does
 */
public record AttemptEnd(
        UUID jobId,
        int attempt,
        Instant startedAt,
        Next next,
        double waited,
        Instant due,
        Outcome outcome,
        Reason reason,
        String error,
        boolean refreshes) {

    /** What becomes of the job. The names are those of JobRunr's states. */
    public enum Next {
        SUCCEEDED,
        /** Tried again at its time; the attempt counts as failed. */
        SCHEDULED,
        /** Goes on at its time; the attempt does not count as failed. */
        SNOOZED,
        /** Goes back to its queue; the attempt does not count as failed. */
        ENQUEUED,
        /** A dead letter. */
        FAILED,
        /** Given up on purpose. */
        DELETED
    }

    public static AttemptEnd of(StoredJob job, Outcome outcome) {
        return of(job, outcome, null);
    }

    /** @param why for the seller; null when there is nothing to say */
    public static AttemptEnd of(StoredJob job, Outcome outcome, String why) {
        return new AttemptEnd(
                job.id(),
                job.attempt(),
                job.startedAt(),
                Next.SUCCEEDED,
                waited(job),
                null,
                outcome,
                null,
                why,
                refreshes(job, outcome));
    }

    public static AttemptEnd dead(StoredJob job, Reason reason, String error) {
        return new AttemptEnd(
                job.id(),
                job.attempt(),
                job.startedAt(),
                Next.FAILED,
                waited(job),
                null,
                Outcome.FAILED,
                reason,
                error,
                false);
    }

    public static AttemptEnd retried(StoredJob job, Instant due, Reason reason, String error) {
        return new AttemptEnd(
                job.id(), job.attempt(), job.startedAt(), Next.SCHEDULED, waited(job), due, null, reason, error, false);
    }

    public static AttemptEnd snoozed(StoredJob job, Instant due, String why) {
        return new AttemptEnd(
                job.id(), job.attempt(), job.startedAt(), Next.SNOOZED, waited(job), due, null, null, why, false);
    }

    /** Its worker stops or will not run it; nobody is to blame. */
    public static AttemptEnd released(StoredJob job, String why) {
        return new AttemptEnd(
                job.id(), job.attempt(), job.startedAt(), Next.ENQUEUED, waited(job), null, null, null, why, false);
    }

    public static AttemptEnd discarded(StoredJob job, String why) {
        return new AttemptEnd(
                job.id(),
                job.attempt(),
                job.startedAt(),
                Next.DELETED,
                waited(job),
                null,
                Outcome.NOTHING,
                null,
                why,
                false);
    }

    public boolean terminal() {
        return next == Next.SUCCEEDED || next == Next.FAILED || next == Next.DELETED;
    }

    private static boolean refreshes(StoredJob job, Outcome outcome) {
        return job.shopId() != null && outcome != Outcome.FAILED;
    }

    private static double waited(StoredJob job) {
        return job.waited().toNanos() / 1e9;
    }
}
