package io.marketsync.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

/** The table {@code job_run}: the latest attempt of each job. */
public final class JobRunStore {

    public static final int LONGEST_ERROR = 2000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    /** FOR SHARE makes every change of the job's state wait for this commit, and this statement wait for a change under way. */
    private static final String FENCE = """
            WITH owned AS (SELECT id FROM jobrunr_jobs WHERE id = :job AND state = 'PROCESSING' FOR SHARE)
            UPDATE job_run SET version = version + 1, updated_at = now(), counts = :counts::jsonb, phase = :phase,
                phase_index = :phaseIndex, phase_count = :phaseCount, completed = :completed, total = :total,
                total_estimate = :totalEstimate, unit = :unit
            FROM owned WHERE job_id = owned.id AND attempt = :attempt AND started_at = :startedAt""";

    /**
     * All at once: the job's state, JobRunr's JSON of it, what the seller sees, and who is woken. An attempt that lost its job
     * changes nothing. Rows are locked in the order of their ids, as by everybody who moves several jobs.
     */
    private static final String END = """
            WITH asked AS (
                SELECT * FROM unnest(:jobs, :attempts, :startedAt, :nexts, :waited, :due, :outcomes, :reasons, :errors)
                    AS a (id, attempt, started_at, next, waited, due, outcome, reason, error)),
            held AS (SELECT j.id, j.state FROM jobrunr_jobs j WHERE j.id = ANY (:jobs) ORDER BY j.id FOR UPDATE),
            ended AS (
                UPDATE job_run r SET version = r.version + 1, updated_at = now(),
                    finished_at = CASE WHEN a.next IN ('SUCCEEDED', 'FAILED', 'DELETED') THEN now() END,
                    outcome = a.outcome, reason = a.reason, error = a.error,
                    failures = r.failures + CASE WHEN a.next IN ('FAILED', 'SCHEDULED') THEN 1 ELSE 0 END,
                    deaths = CASE WHEN a.next = 'ENQUEUED' THEN r.deaths ELSE 0 END
                FROM asked a JOIN held h ON h.id = a.id
                WHERE r.job_id = a.id AND r.attempt = a.attempt AND r.started_at = a.started_at AND h.state = 'PROCESSING'
                RETURNING a.*, r.server),
            moved AS (
                UPDATE jobrunr_jobs j SET
                    state = CASE e.next WHEN 'SNOOZED' THEN 'SCHEDULED' ELSE e.next END,
                    version = j.version + 1,
                    jobasjson = job_json_moved(j.jobasjson, j.version + 1,
                        job_processing_json(e.started_at, j.server_id, e.server) || ',' || CASE e.next
                        WHEN 'SUCCEEDED' THEN
                            job_succeeded_json(now(), e.waited, extract(epoch FROM now() - e.started_at)::float8)
                        WHEN 'FAILED' THEN job_failed_json(now(), e.reason, e.error)
                        WHEN 'SCHEDULED' THEN
                            job_failed_json(now(), e.reason, e.error) || ',' || job_scheduled_json(now(), e.due, 'next attempt')
                        WHEN 'SNOOZED' THEN job_scheduled_json(now(), e.due, e.error)
                        WHEN 'ENQUEUED' THEN job_enqueued_json(now())
                        ELSE job_deleted_json(now(), e.error) END),
                    updatedat = now() AT TIME ZONE 'utc', scheduledat = e.due AT TIME ZONE 'utc', server_id = NULL,
                    held = e.next IN ('SCHEDULED', 'SNOOZED', 'ENQUEUED')
                        AND EXISTS (SELECT FROM pause p WHERE p.scope = 'shop' AND p.name = j.shop_id::text)
                FROM ended e WHERE j.id = e.id
                RETURNING j.id, j.queue, e.next, j.seller_id, j.shop_id, j.kind, e.outcome),%s
            woken AS (
                SELECT pg_notify('marketsync_jobs', w.what) FROM (
                    SELECT DISTINCT CASE WHEN m.next = 'ENQUEUED' THEN m.queue ELSE '@due' END AS what
                    FROM moved m WHERE m.next IN ('ENQUEUED', 'SCHEDULED', 'SNOOZED')) w)
            SELECT id, (SELECT count(*) FROM woken) FROM moved""";

    /** Part of {@link #END} when an attempt brought its shop up to date; the others shall not pay for it. */
    private static final String FRESH = """

            fresh AS (
                INSERT INTO freshness (seller_id, shop_id, kind, succeeded_at)
                SELECT DISTINCT m.seller_id, m.shop_id, m.kind, now()
                FROM moved m WHERE m.shop_id IS NOT NULL AND m.next = 'SUCCEEDED' AND m.outcome <> 'failed' ORDER BY 1, 2, 3
                ON CONFLICT (seller_id, shop_id, kind) DO UPDATE SET succeeded_at = excluded.succeeded_at),""";

    private static final String END_ONLY = END.formatted("");
    private static final String END_FRESH = END.formatted(FRESH);

    /** Last statement of a transaction of an attempt: writes how far it is, if the attempt still owns its job. */
    public void fence(Handle handle, StoredJob job, Counts counts, Progress progress) {
        int owned = handle.createUpdate(FENCE)
                .bind("job", job.id())
                .bind("attempt", job.attempt())
                .bind("startedAt", job.startedAt())
                .bind("counts", json(counts))
                .bindMethods(progress)
                .execute();
        if (owned == 0) {
            throw new AttemptLost(job.id(), job.attempt());
        }
    }

    /**
     * Writes how attempts ended, and moves their jobs on, with one statement.
     *
     * @return the jobs that were still their attempts'
     */
    public Set<UUID> end(Handle handle, List<AttemptEnd> ends) {
        boolean refreshes = ends.stream().anyMatch(AttemptEnd::refreshes);
        return handle.createQuery(refreshes ? END_FRESH : END_ONLY)
                .bindArray("jobs", UUID.class, each(ends, AttemptEnd::jobId))
                .bindArray("attempts", Integer.class, each(ends, AttemptEnd::attempt))
                .bindArray("startedAt", Instant.class, each(ends, AttemptEnd::startedAt))
                .bindArray("nexts", String.class, each(ends, end -> end.next().name()))
                .bindArray("waited", Double.class, each(ends, AttemptEnd::waited))
                .bindArray("due", Instant.class, each(ends, AttemptEnd::due))
                .bindArray(
                        "outcomes",
                        String.class,
                        each(
                                ends,
                                end -> end.outcome() == null
                                        ? null
                                        : end.outcome().word()))
                .bindArray(
                        "reasons",
                        String.class,
                        each(
                                ends,
                                end -> end.reason() == null
                                        ? null
                                        : end.reason().word()))
                .bindArray("errors", String.class, each(ends, end -> end.error() == null ? null : bounded(end.error())))
                .map((row, context) -> row.getObject("id", UUID.class))
                .collectInto(new GenericType<Set<UUID>>() {});
    }

    private static List<Object> each(List<AttemptEnd> ends, Function<AttemptEnd, Object> column) {
        return ends.stream().map(column).toList();
    }

    /** Clocks of two machines differ: a negative wait is none. */
    public static Duration waited(double seconds) {
        return Duration.ofNanos((long) (Math.max(0, seconds) * 1e9));
    }

    private static String json(Counts counts) {
        try {
            return JSON.writeValueAsString(counts.asMap());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("counts are words and numbers", e);
        }
    }

    /** @param json null when nothing was counted yet */
    public static Map<String, Long> counts(String json) {
        if (json == null) {
            return Map.of();
        }
        try {
            return JSON.readValue(json, COUNTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("job_run.counts holds words and numbers", e);
        }
    }

    /** NUL is no character to PostgreSQL. */
    private static String bounded(String error) {
        String printable = error.replace('\u0000', '?');
        return printable.length() <= LONGEST_ERROR ? printable : printable.substring(0, LONGEST_ERROR);
    }
}
