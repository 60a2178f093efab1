package io.marketsync.api.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/**
 * Where a waiting job stands in its queue.
 *
 * @param position jobs that start before it; counting stops at 1000
 * @param estimatedStart from how many jobs of the queue end each second while it has work; null when none did in the last five minutes
 */
record QueuePlace(int position, Instant estimatedStart) {

    private static final String PLACE = """
            SELECT (SELECT count(*) FROM (
                        SELECT FROM jobrunr_jobs b
                        WHERE b.state = 'ENQUEUED' AND b.queue = j.queue AND (b.sort_key, b.id) < (j.sort_key, j.id)
                        LIMIT 1000) before) AS position,
                   coalesce((SELECT d.per_second FROM queue_drain d WHERE d.queue = j.queue), 0) AS per_second,
                   now() AS now
            FROM jobrunr_jobs j WHERE j.id = :job""";

    private static final double LEAST_RATE = 1e-6;

    static QueuePlace of(Handle handle, UUID job) {
        return handle.createQuery(PLACE)
                .bind("job", job)
                .map((row, context) -> estimate(row))
                .one();
    }

    private static QueuePlace estimate(ResultSet row) throws SQLException {
        int position = row.getInt("position");
        Instant now = row.getTimestamp("now").toInstant();
        if (position == 0) {
            return new QueuePlace(0, now);
        }
        double perSecond = row.getDouble("per_second");
        return new QueuePlace(
                position,
                perSecond < LEAST_RATE ? null : now.plus(Duration.ofMillis(Math.round(1000 * position / perSecond))));
    }
}
