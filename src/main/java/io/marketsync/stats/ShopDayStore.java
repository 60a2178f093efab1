package io.marketsync.stats;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.posting.Stage;

/** The tables {@code shop_day} and {@code shop_day_revenue}, inside a transaction of their seller. Days are those of UTC. */
final class ShopDayStore {

    private static final String CHANGED = """
            SELECT DISTINCT (p.in_process_at AT TIME ZONE 'utc')::date AS day FROM posting p
            WHERE p.seller_id = :seller AND p.shop_id = :shop AND p.changed_at >= :since AND p.in_process_at IS NOT NULL
            ORDER BY day""";

    /**
     * Days anew and whole, however few of their postings changed: what is not added up cannot be added twice. What was split counts in
     * its parts alone. Lines are looked up posting by posting, whatever the planner knows of the shop, and their money is of their own
     * currency: those of one posting may have several.
     */
    private static final String ROLL = """
            WITH sold AS MATERIALIZED (
                SELECT d.day, p.number, p.currency, p.status_rank = :cancelled AS cancelled
                FROM unnest(:days) AS d (day)
                JOIN posting p ON p.seller_id = :seller AND p.shop_id = :shop
                    AND p.in_process_at >= d.day::timestamp AT TIME ZONE 'utc'
                    AND p.in_process_at < (d.day + 1)::timestamp AT TIME ZONE 'utc'
                WHERE p.status_rank <> :split),
            line AS MATERIALIZED (
                SELECT s.day, coalesce(l.currency, s.currency) AS currency, sum(l.quantity) AS units, sum(l.price * l.quantity) AS amount
                FROM sold s
                CROSS JOIN LATERAL (
                    SELECT l.currency, l.quantity, l.price FROM posting_line l
                    WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.number = s.number OFFSET 0) l
                WHERE NOT s.cancelled GROUP BY 1, 2),
            unit AS (SELECT day, sum(units) AS units FROM line GROUP BY day),
            money AS (SELECT day, currency, amount FROM line WHERE amount IS NOT NULL AND currency IS NOT NULL),
            gone AS (
                DELETE FROM shop_day_revenue r
                WHERE r.seller_id = :seller AND r.shop_id = :shop AND r.day = ANY (:days)
                  AND NOT EXISTS (SELECT FROM money m WHERE m.day = r.day AND m.currency = r.currency)),
            earned AS (
                INSERT INTO shop_day_revenue AS r (seller_id, shop_id, day, currency, amount)
                SELECT :seller, :shop, day, currency, amount FROM money
                ON CONFLICT (seller_id, shop_id, day, currency) DO UPDATE SET amount = excluded.amount)
            INSERT INTO shop_day AS d (seller_id, shop_id, day, postings, cancelled, units)
            SELECT :seller, :shop, d.day, count(s.number), count(*) FILTER (WHERE s.cancelled), coalesce(u.units, 0)
            FROM unnest(:days) AS d (day) LEFT JOIN sold s USING (day) LEFT JOIN unit u USING (day) GROUP BY d.day, u.units
            ON CONFLICT (seller_id, shop_id, day) DO UPDATE SET
                postings = excluded.postings, cancelled = excluded.cancelled, units = excluded.units, rolled_at = now()""";

    /** Jobs are kept for a month, so only of days that are young; ids of jobs begin with their time. */
    private static final String PUSHES = """
            INSERT INTO shop_day AS d (seller_id, shop_id, day, pushed, push_errors)
            SELECT :seller, :shop, (r.finished_at AT TIME ZONE 'utc')::date,
                sum(coalesce((r.counts ->> 'sent')::bigint, 0) + coalesce((r.counts ->> 'zeroed')::bigint, 0)),
                sum(coalesce((r.counts ->> 'refused')::bigint, 0) + coalesce((r.counts ->> 'quarantined')::bigint, 0))
            FROM job j JOIN job_run r ON r.job_id = j.id
            WHERE j.seller_id = :seller AND j.shop_id = :shop AND j.kind IN ('stock.push', 'price.push') AND j.id >= :firstId
              AND r.finished_at >= :from::timestamp AT TIME ZONE 'utc'
            GROUP BY 3
            ON CONFLICT (seller_id, shop_id, day) DO UPDATE SET
                pushed = excluded.pushed, push_errors = excluded.push_errors, rolled_at = now()""";

    /** With a posting that changed since then. */
    List<LocalDate> changed(Handle handle, UUID seller, UUID shop, Instant since) {
        return handle.createQuery(CHANGED)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("since", since)
                .mapTo(LocalDate.class)
                .list();
    }

    void roll(Handle handle, UUID seller, UUID shop, List<LocalDate> days) {
        handle.createUpdate(ROLL)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray("days", LocalDate.class, days)
                .bind("cancelled", Stage.CANCELLED.rank())
                .bind("split", Stage.SPLIT.rank())
                .execute();
    }

    /** @param from the first day whose pushes are counted anew; those that began in the day before are among them */
    void pushes(Handle handle, UUID seller, UUID shop, LocalDate from) {
        Instant first = from.minusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        handle.createUpdate(PUSHES)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("from", from)
                .bind("firstId", new UUID(first.toEpochMilli() << 16, 0))
                .execute();
    }
}
