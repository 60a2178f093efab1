package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The table {@code stock_drift}, inside a transaction of its seller. */
final class StockDriftStore {

    private static final String BEGIN = """
            SELECT now() AS began,
                coalesce((SELECT heals FROM stock_setting s WHERE s.seller_id = :seller AND s.shop_id = :shop), false) AS heals,
                array(SELECT DISTINCT l.warehouse_code FROM stock_level l
                      WHERE l.seller_id = :seller AND l.shop_id = :shop ORDER BY 1) AS kept,
                array(SELECT w.code FROM warehouse w WHERE w.seller_id = :seller AND w.shop_id = :shop AND w.active) AS active""";

    /**
     * A page of readings, compared with what is known. Rows are looked up one by one, by their keys: the constants of seller and shop promise a
     * single row where there are no statistics yet. A difference is ours to explain as long as a value may be on its way; what nothing of
     * ours explains may be orders that we have not read, until it is seen again with the same numbers and orders are known beyond the
     * first time.
     */
    private static final String JUDGE = """
            WITH reading AS MATERIALIZED (
                SELECT * FROM unnest(:offers, :warehouses, :frees, :reserveds) AS r (offer, warehouse, free, reserved)),
            compared AS MATERIALIZED (
                SELECT r.*, l.offer_code IS NOT NULL AS known, l.available, l.confirmed, d.first_seen_at, d.seller_id, d.shop_id,
                    now() - make_interval(secs => :elapsed) AS asked_at,
                    d.theirs = r.free AND d.ours = l.confirmed AND l.confirmed_at < d.first_seen_at AS again,
                    l.error_class IS NOT NULL OR l.pending AND :stopped AS held,
                    l.pending OR l.confirmed_at > now() - make_interval(secs => :elapsed + :settle) AS moving
                FROM reading r
                LEFT JOIN LATERAL (
                    SELECT l.offer_code, l.available, l.confirmed, l.confirmed_at, l.pending, l.error_class FROM stock_level l
                    WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.offer_code = r.offer AND l.warehouse_code = r.warehouse
                    OFFSET 0) l ON true
                LEFT JOIN LATERAL (
                    SELECT d.seller_id, d.shop_id, d.ours, d.theirs, d.first_seen_at FROM stock_drift d
                    WHERE d.seller_id = :seller AND d.shop_id = :shop AND d.offer_code = r.offer AND d.warehouse_code = r.warehouse
                    OFFSET 0) d ON true),
            judged AS MATERIALIZED (
                SELECT c.*, CASE
                        WHEN NOT known THEN CASE WHEN free > 0 THEN 'unknown_offer' END
                        WHEN free = available THEN NULL
                        WHEN held THEN 'held_back'
                        WHEN NOT moving AND again AND first_seen_at + make_interval(secs => :settle) <= :ordersUntil::timestamptz
                            THEN 'changed_outside'
                        ELSE 'in_flight' END AS class,
                    known AND free <> available AND NOT held AND NOT moving AS unexplained
                FROM compared c),
            agreed AS (
                DELETE FROM stock_drift d USING judged j
                WHERE d.seller_id = j.seller_id AND d.shop_id = j.shop_id AND d.offer_code = j.offer AND d.warehouse_code = j.warehouse
                  AND j.class IS NULL),
            differing AS (
                INSERT INTO stock_drift AS d (seller_id, shop_id, offer_code, warehouse_code, class, available, ours, theirs, reserved,
                    first_seen_at)
                SELECT :seller, :shop, offer, warehouse, class, available, confirmed, free, reserved, asked_at
                FROM judged WHERE class IS NOT NULL ORDER BY offer, warehouse
                ON CONFLICT (seller_id, shop_id, offer_code, warehouse_code) DO UPDATE SET
                    class = excluded.class, available = excluded.available, ours = excluded.ours, theirs = excluded.theirs,
                    reserved = excluded.reserved, seen_at = now(),
                    first_seen_at = CASE WHEN (d.ours, d.theirs) IS NOT DISTINCT FROM (excluded.ours, excluded.theirs)
                        THEN d.first_seen_at ELSE excluded.first_seen_at END)
            SELECT hashtextextended(offer || E'\\x1f' || warehouse, 0) AS pair, class,
                unexplained AND class <> 'changed_outside' AS undecided
            FROM judged""";

    /** After the last page: what no page showed, and what is no longer so. By grouping, so that no row is compared with all others. */
    private static final String FINISH = """
            WITH missing AS MATERIALIZED (
                SELECT max(u.offer_code) AS offer, max(u.warehouse_code) AS warehouse, max(u.available) AS available,
                    max(u.confirmed) AS confirmed
                FROM (SELECT hashtextextended(l.offer_code || E'\\x1f' || l.warehouse_code, 0) AS pair, l.offer_code, l.warehouse_code,
                          l.available, l.confirmed
                      FROM stock_level l
                      WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.error_class IS NULL
                        AND greatest(l.available, l.confirmed) > 0 AND l.confirmed_at < :began::timestamptz - make_interval(secs => :settle)
                      UNION ALL
                      SELECT s, NULL, NULL, NULL, NULL FROM unnest(:seen) s) u
                GROUP BY u.pair HAVING bool_and(u.offer_code IS NOT NULL)),
            unlisted AS (
                INSERT INTO stock_drift AS d (seller_id, shop_id, offer_code, warehouse_code, class, available, ours, first_seen_at)
                SELECT :seller, :shop, offer, warehouse, 'unlisted', available, confirmed, :began::timestamptz FROM missing ORDER BY offer, warehouse
                ON CONFLICT (seller_id, shop_id, offer_code, warehouse_code) DO UPDATE SET
                    class = excluded.class, available = excluded.available, ours = excluded.ours, theirs = NULL, reserved = NULL,
                    seen_at = now(),
                    first_seen_at = CASE WHEN d.class = 'unlisted' THEN d.first_seen_at ELSE excluded.first_seen_at END
                RETURNING 1),
            over AS (
                DELETE FROM stock_drift d WHERE d.seller_id = :seller AND d.shop_id = :shop AND d.seen_at < :began
                  AND (d.offer_code, d.warehouse_code) NOT IN (SELECT m.offer, m.warehouse FROM missing m))
            SELECT count(*) FROM unlisted""";

    /** What is known of the pair becomes what the marketplace says; so it is pending, and the next push tells it what it is to have. */
    private static final String HEAL = """
            WITH drifting AS MATERIALIZED (
                SELECT l.seller_id, l.shop_id, d.offer_code, d.warehouse_code, d.theirs
                FROM (SELECT * FROM stock_drift d
                      WHERE d.seller_id = :seller AND d.shop_id = :shop AND d.class = 'changed_outside' AND d.seen_at >= :began
                      ORDER BY d.offer_code, d.warehouse_code) d
                CROSS JOIN LATERAL (
                    SELECT l.seller_id, l.shop_id FROM stock_level l
                    WHERE l.seller_id = :seller AND l.shop_id = :shop
                      AND l.offer_code = d.offer_code AND l.warehouse_code = d.warehouse_code
                      AND NOT l.pending AND l.error_class IS NULL AND l.confirmed = d.ours FOR UPDATE) l),
            healed AS (
                UPDATE stock_level l SET confirmed = d.theirs, sold = 0, confirmed_at = now(), changed_at = now()
                FROM drifting d
                WHERE l.seller_id = d.seller_id AND l.shop_id = d.shop_id
                  AND l.offer_code = d.offer_code AND l.warehouse_code = d.warehouse_code
                RETURNING 1)
            SELECT count(*) FROM healed""";

    /**
     * @param began on the database's clock
     * @param heals the seller wants what was changed outside to be sent again
     * @param kept warehouses that stock is kept for
     * @param active those that the marketplace has; empty when nobody asked
     */
    record Begun(Instant began, boolean heals, List<String> kept, List<String> active) {

        /** Those that can be read. */
        List<String> warehouses() {
            return active.isEmpty()
                    ? kept
                    : kept.stream().filter(active::contains).toList();
        }
    }

    /**
     * @param settle so long after a value was taken the marketplace may still show the one before
     * @param ordersUntil postings are known that were born until then
     * @param stopped the guard lets nothing out
     */
    record Scale(Duration settle, Instant ordersUntil, boolean stopped) {}

    Begun begin(Handle handle, UUID seller, UUID shop) {
        return of(handle, BEGIN, seller, shop)
                .map((row, context) -> new Begun(
                        row.getTimestamp("began").toInstant(),
                        row.getBoolean("heals"),
                        List.of((String[]) row.getArray("kept").getArray()),
                        List.of((String[]) row.getArray("active").getArray())))
                .one();
    }

    /** @param elapsed since the marketplace was asked */
    List<Judged> judge(Handle handle, UUID seller, UUID shop, List<StockReading> page, Scale scale, Duration elapsed) {
        Query query = of(handle, JUDGE, seller, shop);
        bind(query, "offers", String.class, page, reading -> reading.pair().offer());
        bind(query, "warehouses", String.class, page, reading -> reading.pair().warehouse());
        bind(query, "frees", Integer.class, page, StockReading::free);
        bind(query, "reserveds", Integer.class, page, StockReading::reserved);
        return query.bind("elapsed", elapsed.toMillis() / 1e3)
                .bind("settle", scale.settle().toMillis() / 1e3)
                .bind("stopped", scale.stopped())
                .bind("ordersUntil", scale.ordersUntil())
                .map((row, context) ->
                        new Judged(row.getLong("pair"), drift(row.getString("class")), row.getBoolean("undecided")))
                .list();
    }

    /**
     * @param seen pairs of all pages
     * @return how many pairs no page showed
     */
    int finish(Handle handle, UUID seller, UUID shop, Instant began, Duration settle, Long[] seen) {
        return of(handle, FINISH, seller, shop)
                .bind("began", began)
                .bind("settle", settle.toMillis() / 1e3)
                .bindArray("seen", Long.class, (Object[]) seen)
                .mapTo(Integer.class)
                .one();
    }

    /** @return how many pairs are to be told anew */
    int heal(Handle handle, UUID seller, UUID shop, Instant began) {
        return of(handle, HEAL, seller, shop)
                .bind("began", began)
                .mapTo(Integer.class)
                .one();
    }

    private static Drift drift(String word) {
        return word == null ? null : Drift.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Query of(Handle handle, String sql, UUID seller, UUID shop) {
        return handle.createQuery(sql).bindMap(Map.of("seller", seller, "shop", shop));
    }

    private static <T, V> void bind(Query query, String name, Class<V> type, List<T> rows, Function<T, V> value) {
        query.bindArray(name, type, rows.stream().map(value).toArray());
    }
}
