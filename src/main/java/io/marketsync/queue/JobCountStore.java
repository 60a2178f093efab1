package io.marketsync.queue;

import java.util.List;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.Queue;

/**
 * How many jobs are in which queue and state, exactly and without counting them: the tables {@code job_count} and
 * {@code job_count_delta}, written by triggers of jobrunr_jobs; and the table {@code job_end_count}, how many ended when.
 */
public final class JobCountStore {

    private static final int LOCK = 7702;

    /** Deltas of one fold: keeps its transaction short after a time without workers. */
    private static final int FOLDED = 50_000;

    /**
     * Nothing happens when another process folds this moment. Jobs that ended are also counted by time: from them comes how fast
     * a queue drains. Cancelled and discarded ones are not: they took no slot's time.
     */
    private static final String FOLD = """
            WITH mine AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(:lock, 0) AS yes),
            taken AS (
                DELETE FROM job_count_delta WHERE ctid = ANY (ARRAY(
                    SELECT d.ctid FROM job_count_delta d, mine WHERE mine.yes LIMIT :most))
                RETURNING queue, state, n),
            folded AS (
                INSERT INTO job_count AS c (queue, state, n) SELECT queue, state, sum(n) FROM taken GROUP BY queue, state
                ON CONFLICT (queue, state) DO UPDATE SET n = c.n + excluded.n),
            ended AS (
                INSERT INTO job_end_count AS e (queue, at, n)
                SELECT w.queue, date_bin('10 seconds', now(), 'epoch'), sum(w.n) FROM (
                    SELECT t.queue, t.n FROM taken t WHERE t.state IN ('SUCCEEDED', 'FAILED') AND t.n > 0
                    UNION ALL SELECT c.queue, 0 FROM job_counts c, mine WHERE mine.yes AND c.state = 'PROCESSING' AND c.n > 0) w
                GROUP BY w.queue
                ON CONFLICT (queue, at) DO UPDATE SET n = e.n + excluded.n),
            forgotten AS (DELETE FROM job_end_count e USING mine WHERE mine.yes AND e.at < now() - interval '15 minutes')
            SELECT count(*) FROM taken""";

    /**
     * The oldest job stands among the first in the order of starting: no job has a head start of more than nine minutes over
     * another, so reading past the clicks finds it or one hardly younger.
     */
    private static final String DEPTHS = """
            SELECT q.queue,
                (SELECT coalesce(sum(n), 0) FROM job_counts c WHERE c.queue = q.queue AND c.state = 'ENQUEUED') AS depth,
                (SELECT coalesce(sum(n), 0) FROM job_counts c WHERE c.queue = q.queue AND c.state = 'SCHEDULED') AS scheduled,
                (SELECT coalesce(extract(epoch FROM now() AT TIME ZONE 'utc' - min(f.due)), 0) FROM (
                    SELECT coalesce(j.scheduledat, j.createdat) AS due FROM jobrunr_jobs j
                    WHERE j.state = 'ENQUEUED' AND j.queue = q.queue ORDER BY j.sort_key LIMIT 200) f) AS oldest
            FROM unnest(:queues) AS q (queue)""";

    private static final String IN_STATE = "SELECT coalesce(sum(n), 0) FROM job_counts WHERE state = :state";

    /**
     * @param depth due jobs that wait for a slot
     * @param scheduled jobs that wait for their time
     * @param oldestSeconds age of the longest waiting due job, 0 when none waits
     */
    public record Depth(Queue queue, long depth, long scheduled, double oldestSeconds) {}

    /** One for each queue. */
    public List<Depth> depths(Handle handle) {
        return handle.createQuery(DEPTHS)
                .bindArray("queues", String.class, (Object[])
                        List.of(Queue.values()).stream().map(Queue::word).toArray(String[]::new))
                .map((row, context) -> new Depth(
                        Queue.of(row.getString("queue")),
                        row.getLong("depth"),
                        row.getLong("scheduled"),
                        Math.max(0, row.getDouble("oldest"))))
                .list();
    }

    /** Jobs in a state, by JobRunr's name of it, or QUARANTINED. */
    public long inState(Handle handle, String state) {
        return handle.createQuery(IN_STATE)
                .bind("state", state)
                .mapTo(Long.class)
                .one();
    }

    /** @return how many deltas became part of the counts; {@value #FOLDED} means there may be more */
    public int fold(Handle handle) {
        return handle.createQuery(FOLD)
                .bind("lock", LOCK)
                .bind("most", FOLDED)
                .mapTo(Integer.class)
                .one();
    }
}
