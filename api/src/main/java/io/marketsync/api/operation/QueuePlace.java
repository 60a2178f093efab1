package io.marketsync.api.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.queue.PoolServerStore;

/**
 * Where a waiting job stands in its queue.
 *
 * @param position jobs that start before it; counting stops at 1000
 * @param estimatedStart now when a slot is free for it; else from how many jobs of the queue end each second while it has work; null
 *     when none did in the last five minutes. Limits that may hold it back are not part of it
 */
record QueuePlace(int position, Instant estimatedStart) {

    private static final String PLACE = """
            SELECT (SELECT count(*) FROM (
                        SELECT FROM jobrunr_jobs b
                        WHERE b.state = 'ENQUEUED' AND b.queue = j.queue AND (b.sort_key, b.id) < (j.sort_key, j.id)
                        LIMIT 1000) before) AS position,
                   (SELECT coalesce(sum(s.slots), 0) FROM pool_server s
                    WHERE s.queue = j.queue AND NOT s.draining AND s.seen_at > now() - :dead * interval '1 second')
                   - (SELECT coalesce(sum(c.n), 0) FROM job_counts c WHERE c.queue = j.queue AND c.state = 'PROCESSING') AS free,
                   coalesce((SELECT d.per_second FROM queue_drain d WHERE d.queue = j.queue), 0) AS per_second,
                   now() AS now
            FROM jobrunr_jobs j WHERE j.id = :job""";

    private static final double LEAST_RATE = 1e-6;

    static QueuePlace of(Handle handle, UUID job) {
        return handle.createQuery(PLACE)
                .bind("job", job)
                .bind("dead", PoolServerStore.DEAD.toSeconds())
                .map((row, context) -> estimate(row))
                .one();
    }

    private static QueuePlace estimate(ResultSet row) throws SQLException {
        int position = row.getInt("position");
        Instant now = row.getTimestamp("now").toInstant();
        if (position == 0 || position < row.getLong("free")) {
            return new QueuePlace(position, now);
        }
        double perSecond = row.getDouble("per_second");
        return new QueuePlace(
                position,
                perSecond < LEAST_RATE ? null : now.plus(Duration.ofMillis(Math.round(1000 * position / perSecond))));
    }
}
