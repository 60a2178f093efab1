package io.marketsync.queue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/**
 * Removes what is old, a bounded number of rows at a time, the oldest first. A job goes with everything that is kept of it:
 * request, run and JobRunr's row. Batches that it was a member of keep how it ended, and go after their last member. Rows that
 * somebody holds are left for the next time.
 */
public final class RetentionStore {

    private static final int LOCK = 7702;

    /**
     * Until the transaction ends. All of them count in the same rows, of batches and of JobRunr: two at once would wait for each other, or in
     * a circle.
     */
    private static final String MINE = "SELECT pg_try_advisory_xact_lock(:lock, 1)";

    /** The counter of succeeded jobs that JobRunr's dashboard shows outlives the jobs; {@code past} is what the view adds up, too. */
    private static final String JOBS = """
            WITH old AS (
                SELECT id FROM jobrunr_jobs
                WHERE state = :state AND updatedat < now() AT TIME ZONE 'utc' - :age * interval '1 second'
                ORDER BY updatedat LIMIT :batch FOR UPDATE SKIP LOCKED),
            gone AS (
                DELETE FROM jobrunr_jobs j USING old WHERE j.id = old.id
                RETURNING j.id, j.seller_id, j.state, j.version, j.updatedat AT TIME ZONE 'utc' AS state_since),
            requests AS (DELETE FROM job r USING gone WHERE r.id = gone.id RETURNING r.id, r.batch_id),
            unjoined AS (
                DELETE FROM batch_joined b USING gone g WHERE b.seller_id = g.seller_id AND b.job_id = g.id
                RETURNING b.job_id, b.batch_id),
            member AS (
                SELECT g.seller_id, m.batch_id, m.joined, operation_status(g.state, r.outcome) AS status, r.outcome,
                    g.version + coalesce(r.version, 0) AS version, r.started_at, coalesce(r.finished_at, g.state_since) AS finished_at,
                    r.counts
                FROM (SELECT id, batch_id, false AS joined FROM requests WHERE batch_id IS NOT NULL
                      UNION ALL SELECT job_id, batch_id, true FROM unjoined) m
                JOIN gone g ON g.id = m.id
                LEFT JOIN job_run r ON r.job_id = m.id),
            tally AS (
                SELECT seller_id, batch_id, count(*) AS members, min(started_at) AS started_at, max(finished_at) AS finished_at,
                    jsonb_build_object('finished', count(*) FILTER (WHERE status = 'finished'),
                        'dead', count(*) FILTER (WHERE status = 'dead'),
                        'cancelled', count(*) FILTER (WHERE status = 'cancelled'),
                        'joined', count(*) FILTER (WHERE joined), 'version', sum(version),
                        'well', count(*) FILTER (WHERE status = 'finished' AND outcome = 'ok'),
                        'nothing', count(*) FILTER (WHERE status = 'finished' AND outcome = 'nothing'),
                        'partial', count(*) FILTER (WHERE status = 'finished' AND outcome = 'partial')) AS past
                FROM member GROUP BY seller_id, batch_id),
            counts AS (
                SELECT seller_id, batch_id, jsonb_object_agg(word, n) AS counts FROM (
                    SELECT m.seller_id, m.batch_id, c.key AS word, sum(c.value::bigint) AS n
                    FROM member m, jsonb_each_text(m.counts) c GROUP BY m.seller_id, m.batch_id, c.key) w
                GROUP BY seller_id, batch_id),
            remembered AS (
                UPDATE batch b SET gone = b.gone + t.members, past = add_counts(b.past, t.past),
                    past_counts = add_counts(b.past_counts, coalesce(c.counts, '{}')),
                    past_started_at = least(b.past_started_at, t.started_at),
                    past_finished_at = greatest(b.past_finished_at, t.finished_at)
                FROM tally t LEFT JOIN counts c ON c.seller_id = t.seller_id AND c.batch_id = t.batch_id
                WHERE b.seller_id = t.seller_id AND b.id = t.batch_id),
            runs AS (DELETE FROM job_run r USING gone WHERE r.job_id = gone.id),
            counted AS (
                UPDATE jobrunr_metadata SET value = (value::numeric + (SELECT count(*) FROM gone))::text
                WHERE id = 'succeeded-jobs-counter-cluster' AND :state = 'SUCCEEDED' AND EXISTS (SELECT FROM gone))
            SELECT count(*) FROM gone""";

    private static final String BATCHES = """
            WITH over AS (SELECT seller_id, id FROM batch WHERE gone >= size LIMIT :batch FOR UPDATE SKIP LOCKED),
            gone AS (DELETE FROM batch b USING over o WHERE b.seller_id = o.seller_id AND b.id = o.id RETURNING 1)
            SELECT count(*) FROM gone""";

    /** Of all sellers, through the function of migration V7: a seller that never comes back leaves nothing behind. */
    private static final String KEYS = "SELECT forget_expired_keys(:batch)";

    /** Of all sellers, through the function of migration V18. */
    private static final String WEBHOOKS = "SELECT forget_webhooks(:seconds * interval '1 second', :batch)";

    /** Of all sellers, through the functions of migration V25. */
    private static final String IMPORTS = "SELECT forget_imports(:seconds * interval '1 second', :batch)";

    private static final String IMPORT_REJECTS = "SELECT forget_import_rejects(:seconds * interval '1 second', :batch)";

    /**
     * Of one seller. Found where they were locked: by their key, without statistics, each is looked for among all of its shop. One that was
     * written in between is passed over until the next night.
     */
    private static final String PAYLOADS = """
            WITH old AS MATERIALIZED (
                SELECT p.ctid AS place FROM posting p
                WHERE p.seller_id = :seller AND p.terminal AND p.raw IS NOT NULL
                  AND p.changed_at < now() - :seconds * interval '1 second'
                ORDER BY p.changed_at LIMIT :batch FOR UPDATE SKIP LOCKED),
            gone AS (
                UPDATE posting p SET raw = NULL FROM old o
                WHERE p.seller_id = :seller AND p.ctid = o.place RETURNING 1)
            SELECT count(*) FROM gone""";

    private static final String SELLERS = "SELECT sellers_with_payloads(:seconds * interval '1 second', :batch)";

    /** Of all sellers and of operators, through the function of migration V22. */
    private static final String TOKENS = "SELECT forget_tokens(:seconds * interval '1 second', :batch)";

    /**
     * Jobs that have been in a state for longer than an age.
     *
     * @param state one in which a job has ended: SUCCEEDED, DELETED or FAILED
     * @return how many; as many as the batch means there may be more; none while somebody else removes some
     */
    public int removeJobs(Handle handle, String state, Duration age, int batch) {
        if (!handle.createQuery(MINE).bind("lock", LOCK).mapTo(Boolean.class).one()) {
            return 0;
        }
        return handle.createQuery(JOBS)
                .bind("state", state)
                .bind("age", age.toSeconds())
                .bind("batch", batch)
                .mapTo(Integer.class)
                .one();
    }

    /** Batches whose last member is gone; the result as of {@link #removeJobs}. */
    public int removeBatches(Handle handle, int batch) {
        return handle.createQuery(BATCHES)
                .bind("batch", batch)
                .mapTo(Integer.class)
                .one();
    }

    /** Idempotency keys whose time is over; the result as of {@link #removeJobs}. */
    public int removeExpiredKeys(Handle handle, int batch) {
        return handle.createQuery(KEYS)
                .bind("batch", batch)
                .mapTo(Integer.class)
                .one();
    }

    /** Webhooks that came longer ago than an age, handled or not; the result as of {@link #removeJobs}. */
    public int removeWebhooks(Handle handle, Duration age, int batch) {
        return remove(handle, WEBHOOKS, age, batch);
    }

    /** Those that have raw payloads to remove, at most {@code most} of them. */
    public List<UUID> sellersWithPayloads(Handle handle, Duration age, int most) {
        return handle.createQuery(SELLERS)
                .bind("seconds", age.toSeconds())
                .bind("batch", most)
                .mapTo(UUID.class)
                .list();
    }

    /**
     * Raw payloads of a seller's postings that ended, and changed longer ago than an age; the result as of {@link #removeJobs}.
     *
     * @param handle inside a transaction that names the seller
     */
    public int removePayloads(Handle handle, UUID seller, Duration age, int batch) {
        return handle.createQuery(PAYLOADS)
                .bind("seller", seller)
                .bind("seconds", age.toSeconds())
                .bind("batch", batch)
                .mapTo(Integer.class)
                .one();
    }

    /** Tokens that expired or were revoked longer ago than an age; the result as of {@link #removeJobs}. */
    public int removeTokens(Handle handle, Duration age, int batch) {
        return remove(handle, TOKENS, age, batch);
    }

    /** Files of imports that came longer ago than an age, or stopped arriving; the result as of {@link #removeJobs}. */
    public int removeImports(Handle handle, Duration age, int batch) {
        return remove(handle, IMPORTS, age, batch);
    }

    /** What is listed of imports that were applied longer ago than an age; the result as of {@link #removeJobs}. */
    public int removeImportRejects(Handle handle, Duration age, int batch) {
        return remove(handle, IMPORT_REJECTS, age, batch);
    }

    private static int remove(Handle handle, String statement, Duration age, int batch) {
        return handle.createQuery(statement)
                .bind("seconds", age.toSeconds())
                .bind("batch", batch)
                .mapTo(Integer.class)
                .one();
    }
}
