package io.marketsync.api.posting;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** Days as their seller reads them, inside a transaction of that seller; written by {@code orders.backfill}. */
final class BackfillDayStore {

    private static final String PAGE = """
            SELECT day, theirs, ours, read_at FROM backfill_day
            WHERE seller_id = :seller AND shop_id = :shop AND (:before::date IS NULL OR day < :before::date)
            ORDER BY day DESC LIMIT :most""";

    /** The youngest first. */
    List<BackfillDayView> page(Handle handle, UUID seller, UUID shop, LocalDate before, int most) {
        return handle.createQuery(PAGE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("before", before)
                .bind("most", most)
                .map((row, context) -> new BackfillDayView(
                        row.getObject("day", LocalDate.class),
                        row.getInt("theirs"),
                        row.getInt("ours"),
                        row.getTimestamp("read_at").toInstant()))
                .list();
    }
}
