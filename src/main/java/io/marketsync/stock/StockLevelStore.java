package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

import io.marketsync.db.Columns;
import io.marketsync.push.Answered;
import io.marketsync.push.Pending;
import io.marketsync.push.Sending;

/**
 * The table {@code stock_level}, inside a transaction of its seller; {@link StockOrdersStore} says what orders do to it. Whoever changes
 * several rows locks them in the order of their keys.
 */
public final class StockLevelStore {

    /**
     * The same value said again counts as said now, and changes nothing else. What is said of a moment that has passed (a row of a file) counts
     * as said then: it does not replace what was said since, except where both have versions and its own is the higher one. Units that are
     * gone are kept as long as they are counted alike ({@link StockOrdersStore}).
     */
    private static final String PUT = """
            WITH said AS MATERIALIZED (
                SELECT n.*, k.version AS before
                FROM unnest(:offers, :warehouses, :bases, :quantities, :safeties, :countedAt, :versions)
                    AS n (offer, warehouse, basis, quantity, safety, counted_at, version)
                LEFT JOIN LATERAL (
                    SELECT k.version FROM stock_level k
                    WHERE k.seller_id = :seller AND k.shop_id = :shop AND k.offer_code = n.offer AND k.warehouse_code = n.warehouse
                    OFFSET 0) k ON true),
            put AS (
                INSERT INTO stock_level AS l (seller_id, shop_id, offer_code, warehouse_code, basis, quantity, safety, counted_at,
                    version, versioned, set_at)
                SELECT :seller, :shop, offer, warehouse, basis, quantity, safety, counted_at,
                    coalesce(version, before + 1, 1), version IS NOT NULL, coalesce(:saidAt::timestamptz, now())
                FROM said ORDER BY offer, warehouse
                ON CONFLICT (seller_id, shop_id, offer_code, warehouse_code) DO UPDATE SET
                    basis = excluded.basis, quantity = excluded.quantity, safety = excluded.safety, counted_at = excluded.counted_at,
                    version = excluded.version, versioned = excluded.versioned, set_at = excluded.set_at,
                    gone_since = CASE WHEN l.basis = excluded.basis THEN l.gone_since END,
                    changed_at = CASE WHEN (l.quantity, l.safety) = (excluded.quantity, excluded.safety) THEN l.changed_at ELSE now() END,
                    next_try_at = '-infinity', failures = 0, error_class = NULL, error_code = NULL, error = NULL
                WHERE excluded.version >= l.version AND (:saidAt::timestamptz IS NULL OR l.set_at <= :saidAt::timestamptz
                    OR excluded.versioned AND l.versioned AND excluded.version > l.version)
                RETURNING l.offer_code, l.warehouse_code)
            SELECT s.offer, s.warehouse, CASE WHEN p.offer_code IS NOT NULL THEN 'TAKEN'
                WHEN :saidAt::timestamptz IS NULL OR s.version < s.before THEN 'OLDER' ELSE 'SAID_LATER' END AS ended
            FROM said s LEFT JOIN put p ON p.offer_code = s.offer AND p.warehouse_code = s.warehouse""";

    /** Of a pair, whether it leaves with the next push. The list that shows a seller what would be sent says it in these words, too. */
    public static final String IS_DUE = "(pending AND paced_until <= now() AND next_try_at <= now())";

    /** When it leaves, if it is pending. */
    public static final String NEXT_AT = "greatest(changed_at, paced_until, next_try_at)";

    /** What could be sold twice goes first: nothing left, then less than before; then, by {@code changed_at}, what has waited for longest. */
    public static final String URGENCY = "(CASE WHEN available = 0 THEN 0 ELSE 2 END"
            + " + CASE WHEN available < coalesce(confirmed, sent) THEN 0 ELSE 1 END)";

    private static final String DUE = """
            SELECT offer_code, warehouse_code, available FROM stock_level WHERE seller_id = :seller AND shop_id = :shop AND %s
            ORDER BY %s, changed_at, offer_code, warehouse_code LIMIT :most""".formatted(IS_DUE, URGENCY);

    private static final String NEXT_DUE = """
            SELECT extract(epoch FROM min(greatest(paced_until, next_try_at)) - now())::float8 FROM stock_level
            WHERE seller_id = :seller AND shop_id = :shop AND pending AND error_class IS DISTINCT FROM 'permanent'""";

    private static final String NEXT_ZERO =
            NEXT_DUE + " AND available = 0 AND greatest(paced_until, next_try_at) > now()";

    private static final String ZEROING = """
            SELECT count(*) FILTER (WHERE pending AND available = 0 AND NOT lately) AS zeroed, count(*) FILTER (WHERE lately) AS lately,
                count(*) AS selling, coalesce(bool_or(until > now()), false) AS confirmed
            FROM (SELECT l.pending, l.available, coalesce(l.confirmed, l.sent) > 0 AS sold_there, c.until,
                    l.available = 0 AND coalesce(l.zeroed_at > greatest(now() - interval '1 hour', c.until), false) AS lately
                FROM stock_level l CROSS JOIN (
                    SELECT max(c.zeroing_confirmed_until) AS until FROM stock_setting c
                    WHERE c.seller_id = :seller AND c.shop_id = :shop) c
                WHERE l.seller_id = :seller AND l.shop_id = :shop) l
            WHERE sold_there OR lately""";

    private static final String DUE_NOW = """
            SELECT bool_or(paced_until <= now()) FROM stock_level
            WHERE seller_id = :seller AND shop_id = :shop AND pending AND next_try_at <= now()""";

    private static final String PENDING = """
            SELECT count(*) AS pending, count(*) FILTER (WHERE NOT d.due) AS waiting, min(d.next_at) FILTER (WHERE NOT d.due) AS next_at
            FROM stock_level CROSS JOIN LATERAL (SELECT %s AS due, %s AS next_at) d
            WHERE seller_id = :seller AND shop_id = :shop AND pending""".formatted(IS_DUE, NEXT_AT);

    /**
     * What became of one batch, and the next one taken, with one statement. What is taken is read now: a seller may have said something
     * else since it was found due; and a value that was refused says nothing of another one that was said meanwhile. Nobody knows what the marketplace has of it until the answer is recorded, or if its process dies.
     */
    private static final String RECORD_AND_TAKE = """
            WITH answered AS (
                SELECT * FROM unnest(:offers, :warehouses, :stocks, :befores, :ends, :permanents, :codes, :errors)
                    AS a (offer, warehouse, stock, before, ended, permanent, code, error)),
            wanted AS (SELECT * FROM unnest(:nextOffers, :nextWarehouses) WITH ORDINALITY AS w (offer, warehouse, place)),
            locked AS MATERIALIZED (
                SELECT l.*
                FROM (SELECT offer, warehouse FROM answered UNION ALL SELECT offer, warehouse FROM wanted ORDER BY 1, 2) k
                CROSS JOIN LATERAL (
                    SELECT l.seller_id, l.shop_id, l.offer_code, l.warehouse_code, l.available, l.confirmed,
                        l.pending AND l.paced_until <= now() AND l.next_try_at <= now() AS due
                    FROM stock_level l
                    WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.offer_code = k.offer AND l.warehouse_code = k.warehouse
                    FOR UPDATE) l),
            recorded AS (
                UPDATE stock_level l SET
                    confirmed = CASE k.ended WHEN 'TAKEN' THEN k.stock WHEN 'REFUSED' THEN k.before END,
                    confirmed_at = CASE k.ended WHEN 'TAKEN' THEN now() ELSE l.confirmed_at END,
                    sold = CASE k.ended WHEN 'TAKEN' THEN 0 ELSE l.sold END,
                    paced_until = now() + make_interval(secs => :pacing),
                    failures = CASE k.ended WHEN 'TAKEN' THEN 0 WHEN 'REFUSED' THEN l.failures + 1 ELSE l.failures END,
                    next_try_at = CASE WHEN NOT k.blamed THEN '-infinity'
                        WHEN k.permanent THEN now() + interval '1 day'
                        ELSE now() + make_interval(secs => least(3600, :pacing * 2 ^ least(l.failures, 7))) END,
                    error_class = CASE WHEN k.blamed THEN CASE WHEN k.permanent THEN 'permanent' ELSE 'transient' END END,
                    error_code = CASE WHEN k.blamed THEN k.code END, error = CASE WHEN k.blamed THEN k.error END
                FROM (SELECT a.*, k.seller_id, k.shop_id, a.ended = 'REFUSED' AND a.stock = k.available AS blamed
                      FROM answered a JOIN locked k ON k.offer_code = a.offer AND k.warehouse_code = a.warehouse) k
                WHERE l.seller_id = k.seller_id AND l.shop_id = k.shop_id
                  AND l.offer_code = k.offer AND l.warehouse_code = k.warehouse),
            taken AS (
                UPDATE stock_level l SET sent = l.available, sent_at = now(), orders_known_at = :known, confirmed = NULL,
                    zeroed_at = CASE WHEN l.available = 0 AND coalesce(k.confirmed, l.sent) > 0 THEN now() ELSE l.zeroed_at END,
                    paced_until = now() + make_interval(secs => :hold)
                FROM wanted w JOIN locked k ON k.offer_code = w.offer AND k.warehouse_code = w.warehouse
                WHERE l.seller_id = k.seller_id AND l.shop_id = k.shop_id
                  AND l.offer_code = k.offer_code AND l.warehouse_code = k.warehouse_code AND k.due
                RETURNING w.place, l.offer_code, l.warehouse_code, l.available, k.confirmed)
            SELECT * FROM taken ORDER BY place""";

    /**
     * @param saidAt on the database's clock; null for now
     * @return what became of each, by its pair
     */
    public Map<StockPair, StockCount.End> put(
            Handle handle, UUID seller, UUID shop, List<StockCount> counts, Instant saidAt) {
        Columns<StockCount> columns = new Columns<>(of(handle, PUT, seller, shop), counts);
        columns.bind("offers", String.class, count -> count.pair().offer());
        columns.bind("warehouses", String.class, count -> count.pair().warehouse());
        columns.bind("bases", String.class, count -> count.basis().word());
        columns.bind("quantities", Integer.class, StockCount::quantity);
        columns.bind("safeties", Integer.class, StockCount::safety);
        columns.bind("countedAt", Instant.class, StockCount::countedAt);
        columns.bind("versions", Long.class, StockCount::version);
        Map<StockPair, StockCount.End> ends = new HashMap<>();
        columns.query()
                .bind("saidAt", saidAt)
                .map((row, context) -> Map.entry(
                        new StockPair(row.getString("offer"), row.getString("warehouse")),
                        StockCount.End.valueOf(row.getString("ended"))))
                .forEach(end -> ends.put(end.getKey(), end.getValue()));
        return ends;
    }

    /** Whether the marketplace takes now what it is to be told; empty when it is to be told nothing. */
    Optional<Boolean> dueNow(Handle handle, UUID seller, UUID shop) {
        return of(handle, DUE_NOW, seller, shop)
                .map((row, context) -> Optional.ofNullable(row.getObject(1, Boolean.class)))
                .one();
    }

    /** What the marketplace is to be told, as of now, the most urgent first: what is not to be sold any more before all else. */
    List<StockItem> due(Handle handle, UUID seller, UUID shop, int most) {
        return of(handle, DUE, seller, shop)
                .bind("most", most)
                .map((row, context) -> new StockItem(new StockPair(row.getString(1), row.getString(2)), row.getInt(3)))
                .list();
    }

    /** Until the next pair is due that somebody need not change first; empty when there is none. Negative when one is. */
    Optional<Duration> nextDue(Handle handle, UUID seller, UUID shop) {
        return next(handle, NEXT_DUE, seller, shop);
    }

    /** Until the marketplace takes the next pair that is not to be sold any more, of those that it does not take yet. */
    Optional<Duration> nextZero(Handle handle, UUID seller, UUID shop) {
        return next(handle, NEXT_ZERO, seller, shop);
    }

    private static Optional<Duration> next(Handle handle, String sql, UUID seller, UUID shop) {
        return of(handle, sql, seller, shop)
                .map((row, context) -> Optional.ofNullable(row.getObject(1, Double.class))
                        .map(seconds -> Duration.ofMillis((long) (seconds * 1000))))
                .one();
    }

    public Zeroing zeroing(Handle handle, UUID seller, UUID shop) {
        return of(handle, ZEROING, seller, shop)
                .map((row, context) -> new Zeroing(row.getInt(1), row.getInt(2), row.getInt(3), row.getBoolean(4)))
                .one();
    }

    /** Pairs that the marketplace is to be told. */
    public Pending pending(Handle handle, UUID seller, UUID shop) {
        return of(handle, PENDING, seller, shop)
                .map((row, context) -> Pending.of(row))
                .one();
    }

    /**
     * @param known orders that were stored until then are in what is taken
     * @param pacing of the marketplace, from now on
     * @param hold what is taken is due again when nothing was recorded of it for so long
     * @return what of {@code next} is to be sent now, in its order
     */
    List<Sending<StockItem, Integer>> recordAndTake(
            Handle handle,
            UUID seller,
            UUID shop,
            List<Answered<StockItem, Integer>> answered,
            List<StockPair> next,
            Instant known,
            Duration pacing,
            Duration hold) {
        Columns<Answered<StockItem, Integer>> columns =
                new Columns<>(of(handle, RECORD_AND_TAKE, seller, shop), answered);
        columns.bind("offers", String.class, answer -> answer.item().pair().offer());
        columns.bind("warehouses", String.class, answer -> answer.item().pair().warehouse());
        columns.bind("stocks", Integer.class, answer -> answer.item().stock());
        columns.bind("befores", Integer.class, Answered::before);
        columns.bind("ends", String.class, answer -> answer.end().name());
        columns.bind(
                "permanents",
                Boolean.class,
                answer -> answer.error() == null ? null : answer.error().permanent());
        columns.bind(
                "codes",
                String.class,
                answer -> answer.error() == null ? null : answer.error().code());
        columns.bind(
                "errors",
                String.class,
                answer -> answer.error() == null ? null : answer.error().message());
        return columns.query()
                .bindArray(
                        "nextOffers",
                        String.class,
                        next.stream().map(StockPair::offer).toArray())
                .bindArray(
                        "nextWarehouses",
                        String.class,
                        next.stream().map(StockPair::warehouse).toArray())
                .bind("known", known)
                .bind("pacing", pacing.toMillis() / 1e3)
                .bind("hold", hold.toMillis() / 1e3)
                .map((row, context) -> new Sending<>(
                        new StockItem(
                                new StockPair(row.getString("offer_code"), row.getString("warehouse_code")),
                                row.getInt("available")),
                        row.getObject("confirmed", Integer.class)))
                .list();
    }

    private static Query of(Handle handle, String sql, UUID seller, UUID shop) {
        return handle.createQuery(sql).bind("seller", seller).bind("shop", shop);
    }
}
