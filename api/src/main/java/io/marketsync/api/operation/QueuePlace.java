package io.marketsync.api.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/**
 * Where a waiting job stands in its queue.
 *
 * @param position jobs that start before it; counting stops at 1000
 * @param estimatedStart from how many jobs of the queue ended in the last five minutes; null when none did
 */
record QueuePlace(int position, Instant estimatedStart) {

    private static final String PLACE = """
            SELECT (SELECT count(*) FROM (
                        SELECT FROM jobrunr_jobs b
                        WHERE b.state = 'ENQUEUED' AND b.queue = j.queue AND (b.sort_key, b.id) < (j.sort_key, j.id)
                        LIMIT 1000) before) AS position,
                   (SELECT count(*) FROM jobrunr_jobs e
                    WHERE e.state = 'SUCCEEDED' AND e.queue = j.queue
                      AND e.updatedat > now() AT TIME ZONE 'utc' - interval '5 minutes') AS ended,
                   now() AS now
            FROM jobrunr_jobs j WHERE j.id = :job""";

    private static final Duration MEASURED = Duration.ofMinutes(5);

    static QueuePlace of(Handle handle, UUID job) {
        return handle.createQuery(PLACE)
                .bind("job", job)
                .map((row, context) -> estimate(
                        row.getInt("position"),
                        row.getLong("ended"),
                        row.getTimestamp("now").toInstant()))
                .one();
    }

    private static QueuePlace estimate(int position, long ended, Instant now) {
        if (position == 0) {
            return new QueuePlace(0, now);
        }
        return new QueuePlace(
                position,
                ended == 0 ? null : now.plus(MEASURED.multipliedBy(position).dividedBy(ended)));
    }
}
