package io.marketsync.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Handle;

import io.marketsync.failure.Reason;

/** The table {@code job_run}: the latest attempt of each job. */
public final class JobRunStore {

    public static final int LONGEST_ERROR = 2000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    /** In the claim's transaction: whoever claims a job owns it from that moment, and every earlier attempt is over. */
    private static final String CLAIM = """
            INSERT INTO job_run AS r (job_id, seller_id, attempt, server, started_at, updated_at)
            SELECT id, seller_id, 1, :server, now(), now() FROM job WHERE id = ANY (:jobs)
            ON CONFLICT (job_id) DO UPDATE SET
                attempt = r.attempt + 1, server = excluded.server, version = r.version + 1, started_at = now(),
                updated_at = now(), finished_at = NULL, phase = NULL, phase_index = NULL, phase_count = NULL,
                completed = 0, total = NULL, total_estimate = NULL, unit = NULL, outcome = NULL, reason = NULL, error = NULL
            RETURNING job_id, attempt""";

    private static final String BEGIN = """
            SELECT j.id, j.seller_id, j.shop_id, j.kind, j.queue, j.args::text AS args, r.attempt, r.started_at,
                   r.counts::text AS counts,
                   extract(epoch FROM (now() AT TIME ZONE 'utc') - coalesce(q.scheduledat, q.createdat)) AS waited
            FROM job j JOIN jobrunr_jobs q ON q.id = j.id JOIN job_run r ON r.job_id = j.id
            WHERE j.id = :job AND q.state = 'PROCESSING' AND r.attempt = :attempt""";

    /** FOR SHARE makes every change of the job's state wait for this commit, and this statement wait for a change under way. */
    private static final String FENCE = """
            WITH owned AS (SELECT id FROM jobrunr_jobs WHERE id = :job AND state = 'PROCESSING' FOR SHARE)
            UPDATE job_run SET version = version + 1, updated_at = now(), counts = :counts::jsonb, phase = :phase,
                phase_index = :phaseIndex, phase_count = :phaseCount, completed = :completed, total = :total,
                total_estimate = :totalEstimate, unit = :unit
            FROM owned WHERE job_id = owned.id AND attempt = :attempt""";

    private static final String END = """
            UPDATE job_run SET version = version + 1, updated_at = now(), finished_at = CASE WHEN :terminal THEN now() END,
                outcome = :outcome, reason = :reason, error = :error
            WHERE job_id = :job AND attempt = :attempt""";

    private static final String END_WITHOUT_ATTEMPT = """
            UPDATE job_run SET version = version + 1, updated_at = now(), finished_at = now(), outcome = 'failed',
                reason = 'transient', error = 'The worker died during the last attempt.'
            WHERE job_id = ANY (:jobs) AND finished_at IS NULL""";

    private static final String ORPHANED = """
            UPDATE job_run SET version = version + 1, updated_at = now(), reason = 'transient',
                error = 'The worker stopped or died; the job goes on elsewhere.'
            WHERE job_id = ANY (:jobs) AND finished_at IS NULL""";

    /**
     * Counts a new attempt of each job, with one statement.
     *
     * @param server who claims
     * @return the number of the attempt, by job
     */
    public Map<UUID, Integer> claim(Handle handle, Collection<UUID> jobs, String server) {
        return handle.createQuery(CLAIM)
                .bindArray("jobs", UUID.class, jobs)
                .bind("server", server)
                .map((row, context) -> Map.entry(row.getObject("job_id", UUID.class), row.getInt("attempt")))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** The job of a claimed attempt. Empty when the attempt is over before it began. */
    public Optional<StoredJob> begin(Handle handle, UUID job, int attempt) {
        return handle.createQuery(BEGIN)
                .bind("job", job)
                .bind("attempt", attempt)
                .map((row, context) -> storedJob(row))
                .findOne();
    }

    /** Last statement of a transaction of an attempt: writes how far it is, if the attempt still owns its job. */
    public void fence(Handle handle, UUID job, int attempt, Counts counts, Progress progress) {
        int owned = handle.createUpdate(FENCE)
                .bind("job", job)
                .bind("attempt", attempt)
                .bind("counts", json(counts))
                .bindMethods(progress)
                .execute();
        if (owned == 0) {
            throw new AttemptLost(job, attempt);
        }
    }

    /** How an attempt ended; in the transaction that changes the job's state. */
    public void end(Handle handle, AttemptEnd end, boolean terminal) {
        handle.createUpdate(END)
                .bind("job", end.jobId())
                .bind("attempt", end.attempt())
                .bind("terminal", terminal)
                .bind("outcome", terminal ? end.outcome().word() : null)
                .bind("reason", end.reason().map(Reason::word).orElse(null))
                .bind("error", end.error().map(JobRunStore::bounded).orElse(null))
                .execute();
    }

    /** Jobs given up although no attempt of theirs could say how it ended. */
    public void endWithoutAttempt(Handle handle, List<UUID> jobs) {
        handle.createUpdate(END_WITHOUT_ATTEMPT)
                .bindArray("jobs", UUID.class, jobs)
                .execute();
    }

    /** Jobs whose worker died and that wait for their next attempt. */
    public void orphaned(Handle handle, List<UUID> jobs) {
        handle.createUpdate(ORPHANED).bindArray("jobs", UUID.class, jobs).execute();
    }

    private static StoredJob storedJob(ResultSet row) throws SQLException {
        return new StoredJob(
                row.getObject("id", UUID.class),
                row.getObject("seller_id", UUID.class),
                row.getObject("shop_id", UUID.class),
                row.getString("kind"),
                Queue.of(row.getString("queue")),
                row.getString("args"),
                row.getInt("attempt"),
                row.getTimestamp("started_at").toInstant(),
                waited(row.getDouble("waited")),
                counts(row.getString("counts")));
    }

    /** Clocks of two machines differ: a negative wait is none. */
    private static Duration waited(double seconds) {
        return Duration.ofNanos((long) (Math.max(0, seconds) * 1e9));
    }

    private static String json(Counts counts) {
        try {
            return JSON.writeValueAsString(counts.asMap());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("counts are words and numbers", e);
        }
    }

    private static Map<String, Long> counts(String json) {
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
