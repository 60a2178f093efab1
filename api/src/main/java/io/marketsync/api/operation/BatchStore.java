package io.marketsync.api.operation;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** Batches as lists and changes need them; each inside a transaction that names the seller. */
final class BatchStore {

    private static final String KNOWN = "SELECT EXISTS (SELECT FROM batch WHERE seller_id = :seller AND id = :batch)";

    private static final String NEWEST = """
            SELECT id, size FROM batch
            WHERE seller_id = :seller AND gone < size AND (:kind::text IS NULL OR kind = :kind)
              AND (:before::uuid IS NULL OR id < :before)
            ORDER BY id DESC LIMIT :most""";

    private static final String MEMBERS = """
            SELECT m.job_id FROM batch_member m
            JOIN jobrunr_jobs q ON q.id = m.job_id
            LEFT JOIN job_run r ON r.job_id = m.job_id
            WHERE m.seller_id = :seller AND m.batch_id = :batch AND (:before::uuid IS NULL OR m.job_id < :before)
              AND (:shop::uuid IS NULL OR q.shop_id = :shop) AND (:kind::text IS NULL OR q.kind = :kind)
              AND (:status::text IS NULL OR operation_status(q.state, r.outcome) = :status)
            ORDER BY m.job_id DESC LIMIT :most""";

    private static final String PHASES = """
            SELECT q.kind, count(*) AS total,
                count(*) FILTER (WHERE o.status = 'waiting') AS waiting, count(*) FILTER (WHERE o.status = 'running') AS running,
                count(*) FILTER (WHERE o.status = 'finished') AS finished, count(*) FILTER (WHERE o.status = 'dead') AS dead,
                count(*) FILTER (WHERE r.outcome = 'ok') AS well, count(*) FILTER (WHERE r.outcome = 'nothing') AS nothing,
                count(*) FILTER (WHERE r.outcome = 'partial') AS partial, bool_or(r.started_at IS NOT NULL) AS started
            FROM batch_member m
            JOIN jobrunr_jobs q ON q.id = m.job_id
            LEFT JOIN job_run r ON r.job_id = m.job_id
            CROSS JOIN LATERAL (SELECT operation_status(q.state, r.outcome) AS status) o
            WHERE m.seller_id = :seller AND m.batch_id = :batch GROUP BY q.kind""";

    private static final String OWN =
            "ARRAY (SELECT m.job_id FROM batch_member m WHERE m.seller_id = :seller AND m.batch_id = :batch AND NOT m.joined)";
    private static final String ALL =
            "ARRAY (SELECT m.job_id FROM batch_member m WHERE m.seller_id = :seller AND m.batch_id = :batch)";
    private static final String CANCEL = "SELECT cancel_jobs(" + OWN + ")";
    private static final String RETRY = "SELECT retried, twin FROM retry_jobs(" + ALL + ")";
    private static final String DISCARD = "SELECT discard_jobs(" + ALL + ")";

    record Sized(UUID id, int size) {}

    /** @param twin one that stands in the way of those that were not retried; null when none does */
    record Retried(int jobs, UUID twin) {}

    boolean isKnown(Handle handle, UUID seller, UUID batch) {
        return handle.createQuery(KNOWN)
                .bind("seller", seller)
                .bind("batch", batch)
                .mapTo(Boolean.class)
                .one();
    }

    /** @param kind and {@code before} may be null */
    List<Sized> newest(Handle handle, UUID seller, String kind, UUID before, int most) {
        return handle.createQuery(NEWEST)
                .bind("seller", seller)
                .bind("kind", kind)
                .bind("before", before)
                .bind("most", most)
                .map((row, context) -> new Sized(row.getObject("id", UUID.class), row.getInt("size")))
                .list();
    }

    /** What its members of each kind come to, by kind; without those that retention has removed. */
    Map<String, Tally> phases(Handle handle, UUID seller, UUID batch) {
        return handle.createQuery(PHASES)
                .bind("seller", seller)
                .bind("batch", batch)
                .map((row, context) -> Map.entry(
                        row.getString("kind"),
                        new Tally(
                                row.getInt("total"),
                                row.getInt("waiting"),
                                row.getInt("running"),
                                row.getInt("finished"),
                                row.getInt("dead"),
                                row.getInt("well"),
                                row.getInt("nothing"),
                                row.getInt("partial"),
                                row.getBoolean("started"))))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** Newest first. */
    List<UUID> members(Handle handle, UUID seller, UUID batch, OperationRow.Filter filter, UUID before, int most) {
        return handle.createQuery(MEMBERS)
                .bind("seller", seller)
                .bind("batch", batch)
                .bind("shop", filter.shop())
                .bind("kind", filter.kind())
                .bind("status", filter.status())
                .bind("before", before)
                .bind("most", most)
                .mapTo(UUID.class)
                .list();
    }

    /** @return how many waited or ran; those it joined go on */
    int cancel(Handle handle, UUID seller, UUID batch) {
        return changed(handle, CANCEL, seller, batch);
    }

    Retried retry(Handle handle, UUID seller, UUID batch) {
        return handle.createQuery(RETRY)
                .bind("seller", seller)
                .bind("batch", batch)
                .map((row, context) -> new Retried(row.getInt("retried"), row.getObject("twin", UUID.class)))
                .one();
    }

    /** @return how many were dead */
    int discard(Handle handle, UUID seller, UUID batch) {
        return changed(handle, DISCARD, seller, batch);
    }

    private static int changed(Handle handle, String function, UUID seller, UUID batch) {
        return handle.createQuery(function)
                .bind("seller", seller)
                .bind("batch", batch)
                .mapTo(Integer.class)
                .one();
    }
}
