package io.marketsync.queue;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

import org.jdbi.v3.core.Handle;

/** Moves jobs whose time has come into their queues and wakes the pools. Any number of processes may do it at once. */
public final class DueJobStore {

    private static final int BATCH = 500;

    private static final String ENQUEUE = """
            WITH due AS (
                SELECT id FROM jobrunr_jobs WHERE state = 'SCHEDULED' AND scheduledat <= now() AT TIME ZONE 'utc'
                ORDER BY scheduledat LIMIT :batch FOR UPDATE SKIP LOCKED),
            moved AS (
                UPDATE jobrunr_jobs j SET state = 'ENQUEUED', version = j.version + 1, updatedat = now() AT TIME ZONE 'utc',
                    jobasjson = job_json_moved(j.jobasjson, j.version + 1, job_enqueued_json(now()))
                FROM due WHERE j.id = due.id
                RETURNING j.id, j.queue),
            woken AS (SELECT pg_notify('marketsync_jobs', queue) FROM (SELECT DISTINCT queue FROM moved) q)
            SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM woken)""";

    private static final String NEXT = """
            SELECT min(scheduledat) AT TIME ZONE 'utc' AS due FROM jobrunr_jobs WHERE state = 'SCHEDULED'""";

    /** @return how many became due, at most {@value #BATCH}; as many as that means there may be more */
    public int enqueue(Handle handle) {
        return handle.createQuery(ENQUEUE)
                .bind("batch", BATCH)
                .mapTo(Integer.class)
                .one();
    }

    /** When the next job becomes due, on the database's clock. */
    public Optional<Instant> next(Handle handle) {
        return handle.createQuery(NEXT)
                .map((row, context) ->
                        Optional.ofNullable(row.getTimestamp("due")).map(Timestamp::toInstant))
                .one();
    }
}
