package io.marketsync.queue;

import java.util.List;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.Queue;

/** How much waits where: one indexed statement for all queues. */
public final class QueueDepths {

    private static final String DEPTHS = """
            SELECT queue,
                   count(*) FILTER (WHERE state = 'ENQUEUED') AS depth,
                   count(*) FILTER (WHERE state = 'SCHEDULED') AS scheduled,
                   coalesce(extract(epoch FROM now() AT TIME ZONE 'utc' - min(coalesce(scheduledat, createdat))
                       FILTER (WHERE state = 'ENQUEUED')), 0) AS oldest
            FROM jobrunr_jobs WHERE state IN ('ENQUEUED', 'SCHEDULED') GROUP BY queue""";

    /**
     * @param depth due jobs that wait for a slot
     * @param scheduled jobs that wait for their time
     * @param oldestSeconds age of the longest waiting due job, 0 when none waits
     */
    public record Depth(Queue queue, long depth, long scheduled, double oldestSeconds) {}

    public List<Depth> read(Handle handle) {
        return handle.createQuery(DEPTHS)
                .map((row, context) -> new Depth(
                        Queue.of(row.getString("queue")),
                        row.getLong("depth"),
                        row.getLong("scheduled"),
                        Math.max(0, row.getDouble("oldest"))))
                .list();
    }
}
