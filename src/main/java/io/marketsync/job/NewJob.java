package io.marketsync.job;

import java.util.UUID;

/**
 * A request for a job, before it is stored.
 *
 * @param priority 0 to 9: each step is a minute's head start inside the queue
 * @param unique at most one waiting or running job of this kind and shop; the twin is returned instead
 * @param requestedBy user, cron or system
 * @param requestId of the HTTP request that asked, for the logs; may be null
 */
public record NewJob(
        Kind<?> kind,
        UUID sellerId,
        UUID shopId,
        Record args,
        int priority,
        boolean unique,
        String requestedBy,
        String requestId) {}
