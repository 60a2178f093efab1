package io.marketsync.job;

/**
 * A request for a job, before it is stored.
 *
 * @param priority 0 to 9: each step is a minute's head start inside the queue
 * @param unique at most one waiting or running job of this kind and shop; the twin is returned instead
 * @param requestId of the HTTP request that asked, for the logs; may be null
 */
public record NewJob(
        Kind<?> kind, JobTarget target, Record args, int priority, boolean unique, Origin origin, String requestId) {

    /** Jobs of one lane are held back together: by a limit on job starts, by a pause. */
    public String lane() {
        String marketplace = target.marketplace() == null ? "" : target.marketplace();
        return origin.word() + ":" + kind.name() + ":" + marketplace;
    }

    /** Null when the job is not unique. */
    public String uniqueKey() {
        return unique ? kind.uniqueKey(target.shopId()) : null;
    }
}
