package io.marketsync.queue;

import org.jdbi.v3.core.Handle;

/**
 * Lets go of jobs that wait held although their shop is no longer paused: enqueued, or given back, by a transaction that still saw
 * the pause while another ended it. Without this they would wait for the next pause of that shop. One probe of a small index when
 * nothing is held; any number of processes may do it at once.
 */
public final class HeldJobs {

    private static final String RELEASE = """
            WITH forgotten AS (
                SELECT id FROM jobrunr_jobs h
                WHERE h.held AND NOT EXISTS (SELECT FROM pause p WHERE p.scope = 'shop' AND p.name = h.shop_id::text)
                ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED),
            released AS (
                UPDATE jobrunr_jobs j SET held = false FROM forgotten f WHERE j.id = f.id RETURNING j.queue),
            woken AS (SELECT pg_notify('marketsync_jobs', r.queue) FROM (SELECT DISTINCT queue FROM released) r)
            SELECT (SELECT count(*) FROM released), (SELECT count(*) FROM woken)""";

    /** @return how many; the transaction must be allowed to change jobs */
    public int release(Handle handle) {
        return handle.createQuery(RELEASE).mapTo(Integer.class).one();
    }
}
