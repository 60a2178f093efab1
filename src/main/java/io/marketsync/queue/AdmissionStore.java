package io.marketsync.queue;

import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.Queue;

/** Reads the table {@code queue_bound} beside what it bounds: the counts of V7, a seller's entries in the claim's index. */
final class AdmissionStore {

    /** What waits is counted up to one more than the bound. */
    private static final String LOAD = """
            SELECT b.most, b.most_of_one, b.cron_percent, coalesce(d.per_second, 0) AS per_second,
                (SELECT coalesce(sum(c.n), 0) FROM job_counts c WHERE c.queue = b.queue AND c.state = 'ENQUEUED') AS waiting,
                CASE WHEN :seller::uuid IS NULL THEN 0 ELSE seller_waiting(b.queue, :seller::uuid, b.most_of_one + 1) END AS of_one
            FROM queue_bound b LEFT JOIN queue_drain d ON d.queue = b.queue WHERE b.queue = :queue""";

    /**
     * @param ofOne due jobs of the seller that wait, counted up to one more than it may have
     * @param perSecond jobs of the queue that end while it has work, 0 when none did lately
     */
    record Load(int most, int mostOfOne, int cronPercent, long waiting, long ofOne, double perSecond) {}

    /** @param seller null when none is asked for */
    Load load(Handle handle, Queue queue, UUID seller) {
        return handle.createQuery(LOAD)
                .bind("queue", queue.word())
                .bind("seller", seller)
                .map((row, context) -> new Load(
                        row.getInt("most"),
                        row.getInt("most_of_one"),
                        row.getInt("cron_percent"),
                        row.getLong("waiting"),
                        row.getLong("of_one"),
                        row.getDouble("per_second")))
                .one();
    }
}
