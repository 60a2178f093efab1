package io.marketsync.api.limit;

import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.limit.LimitsView.QueueBound;

/** The table {@code queue_bound}: read beside what it bounds, changed through the function of migration V10. */
final class QueueBoundStore {

    private static final String ALL = """
            SELECT b.queue, b.most, b.most_of_one, b.cron_percent, d.per_second,
                (SELECT coalesce(sum(c.n), 0) FROM job_counts c WHERE c.queue = b.queue AND c.state = 'ENQUEUED') AS waiting
            FROM queue_bound b LEFT JOIN queue_drain d ON d.queue = b.queue
            ORDER BY array_position(ARRAY ['high', 'normal', 'low'], b.queue)""";

    private static final String SET = "SELECT ops_set_queue_bound(:by, :queue, :most, :mostPerSeller, :cronPercent)";

    List<QueueBound> all(Handle handle) {
        return handle.createQuery(ALL)
                .map((row, context) -> new QueueBound(
                        row.getString("queue"),
                        row.getInt("most"),
                        row.getInt("most_of_one"),
                        row.getInt("cron_percent"),
                        row.getLong("waiting"),
                        row.getObject("per_second", Double.class)))
                .list();
    }

    /** False when there is no such queue. */
    boolean set(Handle handle, UUID askedBy, String queue, QueueBoundRequest bound) {
        return handle.createQuery(SET)
                .bind("by", askedBy)
                .bind("queue", queue)
                .bind("most", bound.most())
                .bind("mostPerSeller", bound.mostPerSeller())
                .bind("cronPercent", bound.cronPercent())
                .mapTo(Boolean.class)
                .one();
    }
}
