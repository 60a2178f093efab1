package io.marketsync.api.operation;

import java.util.Optional;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** What a seller does to a job, through the functions of migration V6; each inside a transaction that names the seller. */
final class OperationStore {

    private static final String CANCEL = "SELECT cancel_job(:job)";
    private static final String RETRY = "SELECT retried, twin FROM retry_job(:job)";
    private static final String DISCARD = "SELECT discard_job(:job)";

    /**
     * @param retried false when it was not dead, or its twin stands in the way
     * @param twin the one that waits or runs
     */
    record Retried(boolean retried, Optional<UUID> twin) {}

    /** False when it neither waits nor runs, or is not this seller's. */
    boolean cancel(Handle handle, UUID job) {
        return done(handle, CANCEL, job);
    }

    Retried retry(Handle handle, UUID job) {
        return handle.createQuery(RETRY)
                .bind("job", job)
                .map((row, context) ->
                        new Retried(row.getBoolean("retried"), Optional.ofNullable(row.getObject("twin", UUID.class))))
                .one();
    }

    /** False when it is not dead, or not this seller's. */
    boolean discard(Handle handle, UUID job) {
        return done(handle, DISCARD, job);
    }

    private static boolean done(Handle handle, String function, UUID job) {
        return handle.createQuery(function)
                .bind("job", job)
                .mapTo(Boolean.class)
                .one();
    }
}
