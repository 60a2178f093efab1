package io.marketsync.queue;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The tables {@code batch} and {@code batch_joined}. */
final class BatchStore {

    /** For each key the twin that a new job would join: a waiting one first. */
    private static final String TWINS = """
            SELECT DISTINCT ON (asked.key) t.id, t.state = 'PROCESSING' AS running, t.state = 'SCHEDULED' AS scheduled,
                t.unique_key
            FROM unnest(:keys) AS asked (key)
            JOIN jobrunr_jobs t ON t.unique_key IN (asked.key, asked.key || '#rerun')
                AND t.state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING')
            ORDER BY asked.key, running""";

    private static final String WITH_MEMBERS = """
            SELECT b.id FROM batch b
            JOIN (SELECT m.batch_id, count(*) AS members FROM batch_member m
                  WHERE m.seller_id = :seller AND m.job_id = ANY (:jobs) GROUP BY m.batch_id) asked ON asked.batch_id = b.id
            WHERE b.seller_id = :seller AND b.size = asked.members AND b.size = cardinality(:jobs)
            ORDER BY b.id DESC LIMIT 1""";

    private static final String INSERT = """
            WITH made AS (
                INSERT INTO batch (id, seller_id, kind, queue, requested_by, request_id, size, left_out, left_out_shops)
                VALUES (:id, :seller, :kind, :queue, :requestedBy, :requestId, :size, :leftOut, :leftOutShops))
            INSERT INTO batch_joined (seller_id, batch_id, job_id) SELECT :seller, :id, j FROM unnest(:twins) j""";

    /** By the first key of their kind and shop. */
    Map<String, Twin> twins(Handle handle, List<String> keys) {
        Map<String, Twin> twins = new HashMap<>();
        handle.createQuery(TWINS)
                .bindArray("keys", String.class, keys)
                .map((row, context) -> Twin.of(row))
                .forEach(twin -> twins.put(Twin.family(twin.key()), twin));
        return twins;
    }

    /** The batch whose members are exactly these jobs. */
    Optional<UUID> withMembers(Handle handle, UUID seller, Collection<UUID> jobs) {
        return handle.createQuery(WITH_MEMBERS)
                .bind("seller", seller)
                .bindArray("jobs", UUID.class, List.copyOf(jobs))
                .mapTo(UUID.class)
                .findOne();
    }

    void insert(Handle handle, UUID id, NewBatch batch, int size, Collection<UUID> twins) {
        List<UUID> leftOut = batch.leftOut();
        handle.createUpdate(INSERT)
                .bind("id", id)
                .bind("seller", batch.seller())
                .bind("kind", batch.kind())
                .bind("queue", batch.queue().word())
                .bind("requestedBy", batch.first().origin().requestedBy())
                .bind("requestId", batch.first().requestId())
                .bind("size", size)
                .bind("leftOut", leftOut.size())
                .bindArray(
                        "leftOutShops", UUID.class, leftOut.subList(0, Math.min(leftOut.size(), NewBatch.MOST_NAMED)))
                .bindArray("twins", UUID.class, List.copyOf(twins))
                .execute();
    }
}
