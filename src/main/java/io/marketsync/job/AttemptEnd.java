package io.marketsync.job;

import java.util.Optional;
import java.util.UUID;

import io.marketsync.failure.Reason;

/** How an attempt ended: with an outcome, or with a reason and a message for the seller. */
public record AttemptEnd(UUID jobId, int attempt, Outcome outcome, Optional<Reason> reason, Optional<String> error) {

    public static AttemptEnd of(StoredJob job, Outcome outcome) {
        return new AttemptEnd(job.id(), job.attempt(), outcome, Optional.empty(), Optional.empty());
    }

    public static AttemptEnd failed(StoredJob job, Reason reason, String error) {
        return new AttemptEnd(job.id(), job.attempt(), Outcome.FAILED, Optional.of(reason), Optional.of(error));
    }
}
