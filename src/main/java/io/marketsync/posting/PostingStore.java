package io.marketsync.posting;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

import io.marketsync.stock.StockOrdersStore;

/** The table {@code posting}, inside a transaction of its seller. */
public final class PostingStore {

    /**
     * {@code known} reads the table as it was before this statement, which tells created from updated and unchanged from refused.
     * A row that is equal is not written at all. All of them are locked, in the order of their numbers: several jobs of a shop store postings.
     */
    private static final String UPSERT = """
            WITH incoming AS (
                SELECT * FROM unnest(:number, :scheme, :status, :substatus, :rank, :terminal, :onHold, :orderNumber, :parentNumber,
                        :inProcessAt, :shipmentDate, :tracking, :warehouse, :leftAt, :currency, :total, :hash, :raw)
                    AS n (number, scheme, status, substatus, status_rank, terminal, on_hold, order_number, parent_number,
                        in_process_at, shipment_date, tracking_number, warehouse_code, left_at, currency, total, content_hash, raw)),
            known AS (
                SELECT p.number, p.content_hash, p.on_hold, p.left_at FROM posting p JOIN incoming USING (number)
                WHERE p.seller_id = :seller AND p.shop_id = :shop),
            written AS (
                INSERT INTO posting AS p (seller_id, shop_id, number, scheme, status, substatus, status_rank, terminal, on_hold,
                    order_number, parent_number, in_process_at, shipment_date, tracking_number, warehouse_code, left_at, currency, total,
                    content_hash, raw)
                SELECT :seller, :shop, number, scheme, status, substatus, status_rank, terminal, on_hold, order_number,
                    parent_number, in_process_at, shipment_date, tracking_number, warehouse_code, left_at, currency, total, content_hash,
                    raw::jsonb
                FROM incoming ORDER BY number
                ON CONFLICT (seller_id, shop_id, number) DO UPDATE SET
                    scheme = excluded.scheme, status = excluded.status, substatus = excluded.substatus,
                    status_rank = excluded.status_rank, terminal = excluded.terminal, on_hold = excluded.on_hold,
                    order_number = excluded.order_number, parent_number = excluded.parent_number,
                    in_process_at = excluded.in_process_at, shipment_date = excluded.shipment_date,
                    tracking_number = excluded.tracking_number, warehouse_code = excluded.warehouse_code, left_at = excluded.left_at,
                    currency = excluded.currency, total = excluded.total,
                    content_hash = excluded.content_hash, raw = excluded.raw, changed_at = now(), checked_at = now()
                WHERE p.content_hash <> excluded.content_hash
                  AND (NOT p.terminal OR excluded.status_rank >= p.status_rank OR p.checked_at <= :asked::timestamptz)
                RETURNING p.number)
            SELECT i.number, k.number IS NULL AS is_new, w.number IS NOT NULL AS is_written, i.on_hold,
                   k.on_hold AND NOT i.on_hold AND w.number IS NOT NULL AS is_released,
                   k.content_hash IS DISTINCT FROM i.content_hash AS differs,
                   coalesce(w.number IS NOT NULL AND i.scheme = 'fbs' AND k.left_at IS DISTINCT FROM i.left_at
                       AND least(k.left_at, i.left_at) < now() - make_interval(secs => :late), false) AS is_late
            FROM incoming i LEFT JOIN known k USING (number) LEFT JOIN written w USING (number)""";

    private static final String HELD = """
            SELECT number, scheme FROM posting
            WHERE seller_id = :seller AND shop_id = :shop AND on_hold ORDER BY random() LIMIT :limit""";

    private static final String UNCHECKED = """
            SELECT number, scheme FROM posting
            WHERE seller_id = :seller AND shop_id = :shop AND NOT terminal AND NOT on_hold
              AND coalesce(in_process_at, first_seen_at) < :bornBefore AND checked_at < now() - :seconds * interval '1 second'
            ORDER BY checked_at, number LIMIT :limit""";

    private static final String CHECKED = """
            UPDATE posting SET checked_at = now()
            WHERE seller_id = :seller AND shop_id = :shop AND number = ANY (:numbers)""";

    private static final String UNKNOWN = """
            SELECT n.number FROM unnest(:numbers) AS n (number)
            WHERE NOT EXISTS (
                SELECT FROM posting p WHERE p.seller_id = :seller AND p.shop_id = :shop AND p.number = n.number)""";

    /**
     * What became of one posting of a page.
     *
     * @param late its goods left long ago, which was not known; or they did not, or at another time, which was known otherwise
     */
    public record Upserted(String number, Change change, boolean onHold, boolean released, boolean late) {}

    public enum Change {
        CREATED,
        UPDATED,
        UNCHANGED,
        /** It would have revived a posting that is over. */
        STALE
    }

    /**
     * Stores a page with one statement, whatever its size.
     *
     * @param asked when these were asked for by number, on the database's clock: then the marketplace's word stands even against a
     *     terminal stage, unless that was written later; null for a page of a list
     */
    public List<Upserted> upsert(Handle handle, UUID seller, UUID shop, Collection<Posting> page, Instant asked) {
        Columns columns = new Columns(handle.createQuery(UPSERT), page);
        columns.bind("number", String.class, Posting::number);
        columns.bind("scheme", String.class, posting -> posting.scheme().word());
        columns.bind("status", String.class, Posting::status);
        columns.bind("substatus", String.class, Posting::substatus);
        columns.bind("rank", Integer.class, posting -> posting.stage().rank());
        columns.bind("terminal", Boolean.class, posting -> posting.stage().terminal());
        columns.bind("onHold", Boolean.class, posting -> posting.stage() == Stage.UNKNOWN);
        columns.bind("orderNumber", String.class, Posting::orderNumber);
        columns.bind("parentNumber", String.class, Posting::parentNumber);
        columns.bind("inProcessAt", Instant.class, Posting::inProcessAt);
        columns.bind("shipmentDate", Instant.class, Posting::shipmentDate);
        columns.bind("tracking", String.class, Posting::trackingNumber);
        columns.bind("warehouse", String.class, Posting::warehouseCode);
        columns.bind("leftAt", Instant.class, Posting::leftAt);
        columns.bind("currency", String.class, Posting::currency);
        columns.bind("total", BigDecimal.class, Posting::total);
        columns.bind("hash", byte[].class, Posting::contentHash);
        columns.bind("raw", String.class, Posting::raw);
        return columns.query
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("asked", asked)
                .bind("late", StockOrdersStore.LATE.toSeconds())
                .map((row, context) -> new Upserted(
                        row.getString("number"),
                        change(row.getBoolean("is_new"), row.getBoolean("is_written"), row.getBoolean("differs")),
                        row.getBoolean("on_hold"),
                        row.getBoolean("is_released"),
                        row.getBoolean("is_late")))
                .list();
    }

    /** Postings whose status we did not know, by number with their scheme. Chance picks among too many, so that none waits for ever. */
    public Map<String, Scheme> held(Handle handle, UUID seller, UUID shop, int limit) {
        return schemes(handle.createQuery(HELD)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("limit", limit));
    }

    /** Postings under way that were born before a time and not told of for so long, those told of longest ago first. */
    public Map<String, Scheme> unchecked(
            Handle handle, UUID seller, UUID shop, Instant bornBefore, Duration notFor, int limit) {
        return schemes(handle.createQuery(UNCHECKED)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("bornBefore", bornBefore)
                .bind("seconds", notFor.toSeconds())
                .bind("limit", limit));
    }

    /** The marketplace was asked for these, whatever it said. */
    public void checked(Handle handle, UUID seller, UUID shop, Collection<String> numbers) {
        handle.createUpdate(CHECKED)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray("numbers", String.class, numbers)
                .execute();
    }

    /** Those of the numbers that we have no posting of. */
    public Set<String> unknown(Handle handle, UUID seller, UUID shop, Collection<String> numbers) {
        return handle.createQuery(UNKNOWN)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray("numbers", String.class, numbers)
                .mapTo(String.class)
                .set();
    }

    private static Map<String, Scheme> schemes(Query query) {
        Map<String, Scheme> inOrder = new LinkedHashMap<>();
        query.map((row, context) -> Map.entry(row.getString("number"), Scheme.of(row.getString("scheme"))))
                .forEach(posting -> inOrder.put(posting.getKey(), posting.getValue()));
        return inOrder;
    }

    private static Change change(boolean isNew, boolean isWritten, boolean differs) {
        if (isWritten) {
            return isNew ? Change.CREATED : Change.UPDATED;
        }
        return differs ? Change.STALE : Change.UNCHANGED;
    }

    private record Columns(Query query, Collection<Posting> page) {

        <T> void bind(String name, Class<T> type, Function<Posting, T> value) {
            query.bindArray(name, type, page.stream().map(value).toArray());
        }
    }
}
