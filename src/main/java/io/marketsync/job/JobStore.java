package io.marketsync.job;

import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The table {@code job}: requests as they were made. {@code JobQueue} writes it. */
public final class JobStore {

    private static final String EXISTS = "SELECT EXISTS (SELECT FROM job WHERE seller_id = :seller AND id = :id)";

    /** Whether this seller ever asked for the job. The row outlives the job's state. */
    public boolean exists(Handle handle, UUID seller, UUID job) {
        return handle.createQuery(EXISTS)
                .bind("seller", seller)
                .bind("id", job)
                .mapTo(Boolean.class)
                .one();
    }
}
