package io.marketsync.queue;

import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** Waiting jobs of paused shops: they leave the claim's index, or each claim would read past them. */
public final class HeldJobs {

    /** By the requests of the shop: an index of what waits by shop would be paid for by every job. */
    private static final String HOLD = """
            WITH waiting AS (
                SELECT w.id FROM job j JOIN jobrunr_jobs w ON w.id = j.id
                WHERE j.seller_id = :seller AND j.shop_id = :shop AND w.state IN ('ENQUEUED', 'SCHEDULED') AND NOT w.held
                ORDER BY w.id FOR UPDATE OF w)
            UPDATE jobrunr_jobs j SET held = true FROM waiting w WHERE j.id = w.id""";

    private static final String RELEASE = """
            WITH forgotten AS (
                SELECT id FROM jobrunr_jobs h
                WHERE h.held AND NOT EXISTS (SELECT FROM pause p WHERE p.scope = 'shop' AND p.name = h.shop_id::text)
                ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED),
            released AS (
                UPDATE jobrunr_jobs j SET held = false FROM forgotten f WHERE j.id = f.id RETURNING j.queue),
            woken AS (SELECT pg_notify('marketsync_jobs', r.queue) FROM (SELECT DISTINCT queue FROM released) r)
            SELECT (SELECT count(*) FROM released), (SELECT count(*) FROM woken)""";

    /** What waits now, of a shop that this transaction has paused; what is enqueued later comes in held. */
    public void hold(Handle handle, UUID seller, UUID shop) {
        handle.createUpdate(HOLD).bind("seller", seller).bind("shop", shop).execute();
    }

    /**
     * Lets go of jobs that wait held although their shop is no longer paused: enqueued, or given back, by a transaction that still
     * saw the pause while another ended it. Without this they would wait for the next pause of that shop. One probe of a small index
     * when nothing is held; any number of processes may do it at once.
     *
     * @return how many; the transaction must be allowed to change jobs
     */
    public int release(Handle handle) {
        return handle.createQuery(RELEASE).mapTo(Integer.class).one();
    }
}
