package io.marketsync.posting;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The table {@code posting}, inside a transaction of its seller. */
public final class PostingStore {

    /**
     * {@code known} reads the table as it was before this statement, which tells created from updated and unchanged from refused.
     * A row that is equal is not written at all.
     */
    private static final String UPSERT = """
            WITH incoming AS (
                SELECT * FROM unnest(:number, :scheme, :status, :substatus, :rank, :terminal, :onHold, :orderNumber, :parentNumber,
                        :inProcessAt, :shipmentDate, :tracking, :warehouse, :leftAt, :currency, :total, :hash, :raw)
                    AS n (number, scheme, status, substatus, status_rank, terminal, on_hold, order_number, parent_number,
                        in_process_at, shipment_date, tracking_number, warehouse_code, left_at, currency, total, content_hash, raw)),
            known AS (
                SELECT p.number, p.content_hash FROM posting p JOIN incoming USING (number)
                WHERE p.seller_id = :seller AND p.shop_id = :shop),
            written AS (
                INSERT INTO posting AS p (seller_id, shop_id, number, scheme, status, substatus, status_rank, terminal, on_hold,
                    order_number, parent_number, in_process_at, shipment_date, tracking_number, warehouse_code, left_at, currency, total,
                    content_hash, raw)
                SELECT :seller, :shop, number, scheme, status, substatus, status_rank, terminal, on_hold, order_number,
                    parent_number, in_process_at, shipment_date, tracking_number, warehouse_code, left_at, currency, total, content_hash,
                    raw::jsonb
                FROM incoming
                ON CONFLICT (seller_id, shop_id, number) DO UPDATE SET
                    scheme = excluded.scheme, status = excluded.status, substatus = excluded.substatus,
                    status_rank = excluded.status_rank, terminal = excluded.terminal, on_hold = excluded.on_hold,
                    order_number = excluded.order_number, parent_number = excluded.parent_number,
                    in_process_at = excluded.in_process_at, shipment_date = excluded.shipment_date,
                    tracking_number = excluded.tracking_number, warehouse_code = excluded.warehouse_code, left_at = excluded.left_at,
                    currency = excluded.currency, total = excluded.total,
                    content_hash = excluded.content_hash, raw = excluded.raw, changed_at = now()
                WHERE p.content_hash <> excluded.content_hash
                  AND (:authoritative OR NOT p.terminal OR excluded.status_rank >= p.status_rank)
                RETURNING p.number)
            SELECT i.number, k.number IS NULL AS is_new, w.number IS NOT NULL AS is_written, i.on_hold,
                   k.content_hash IS DISTINCT FROM i.content_hash AS differs
            FROM incoming i LEFT JOIN known k USING (number) LEFT JOIN written w USING (number)""";

    private static final String HELD = """
            SELECT number, scheme FROM posting
            WHERE seller_id = :seller AND shop_id = :shop AND on_hold ORDER BY random() LIMIT :limit""";

    /** What became of one posting of a page. */
    public record Upserted(String number, Change change, boolean onHold) {}

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
     * @param authoritative true for what was asked for by number: then the marketplace's word stands even against a terminal stage
     */
    public List<Upserted> upsert(
            Handle handle, UUID seller, UUID shop, Collection<Posting> page, boolean authoritative) {
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
                .bind("authoritative", authoritative)
                .map((row, context) -> new Upserted(
                        row.getString("number"),
                        change(row.getBoolean("is_new"), row.getBoolean("is_written"), row.getBoolean("differs")),
                        row.getBoolean("on_hold")))
                .list();
    }

    /** Postings whose status we did not know, by number with their scheme. Chance picks among too many, so that none waits for ever. */
    public Map<String, Scheme> held(Handle handle, UUID seller, UUID shop, int limit) {
        return handle.createQuery(HELD)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("limit", limit)
                .map((row, context) -> Map.entry(row.getString("number"), Scheme.of(row.getString("scheme"))))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
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
