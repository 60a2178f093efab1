package io.marketsync.offer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/** The table {@code offer}, inside a transaction of its seller. */
public final class OfferStore {

    private static final String BY_CODE =
            "SELECT code, id FROM offer WHERE seller_id = :seller AND shop_id = :shop AND code = ANY (:codes)";

    /** A code that lost its product is no offer until the marketplace names it again. */
    private static final String RELEASE = """
            UPDATE offer o SET product_id = NULL, sku = NULL, on_sale = false, renamed_to = n.code, generation = :generation,
                updated_at = now()
            FROM unnest(:ids, :codes) AS n (product_id, code)
            WHERE o.seller_id = :seller AND o.shop_id = :shop AND o.product_id = n.product_id AND o.code <> n.code""";

    /**
     * {@code told} is what the row will say: what the marketplace does not tell stays as it is known of this product. A row that says it
     * already is neither written nor locked.
     */
    private static final String UPSERT = """
            WITH incoming AS (
                SELECT * FROM unnest(:code, :productId, :sku, :name, :status, :archived, :onSale, :barcodes)
                    AS n (code, product_id, sku, name, status, archived, on_sale, barcodes)),
            told AS (
                SELECT i.code, i.product_id, coalesce(i.sku, s.sku) AS sku, coalesce(i.name, s.name) AS name,
                    coalesce(i.status, s.status) AS status, coalesce(i.archived, s.archived, false) AS archived,
                    coalesce(i.on_sale, s.on_sale, false) AND NOT coalesce(i.archived, s.archived, false) AS on_sale,
                    coalesce(string_to_array(i.barcodes, chr(31)), s.barcodes, '{}') AS barcodes, k AS known
                FROM incoming i
                LEFT JOIN offer k ON k.seller_id = :seller AND k.shop_id = :shop AND k.code = i.code
                LEFT JOIN LATERAL (SELECT k.* WHERE k.product_id = i.product_id) s ON true),
            compared AS (
                SELECT t.*, (t.known).code IS NULL AS is_new,
                    coalesce((t.known).vanished_at, (t.known).missing_at) IS NOT NULL AS returned,
                    t.archived AND (t.known).archived IS NOT TRUE AS archived_now,
                    ((t.known).product_id, (t.known).sku, (t.known).name, (t.known).status, (t.known).archived, (t.known).on_sale,
                        (t.known).barcodes, (t.known).vanished_at, (t.known).missing_at, (t.known).renamed_to)
                    IS DISTINCT FROM (t.product_id, t.sku, t.name, t.status, t.archived, t.on_sale, t.barcodes, NULL, NULL, NULL) AS differs
                FROM told t),
            written AS (
                INSERT INTO offer AS o (id, seller_id, shop_id, code, product_id, sku, name, status, archived, on_sale, barcodes,
                    generation)
                SELECT gen_random_uuid(), :seller, :shop, code, product_id, sku, name, status, archived, on_sale, barcodes, :generation
                FROM compared WHERE differs ORDER BY code
                ON CONFLICT (seller_id, shop_id, code) DO UPDATE SET
                    product_id = excluded.product_id, sku = excluded.sku, name = excluded.name, status = excluded.status,
                    archived = excluded.archived, on_sale = excluded.on_sale, barcodes = excluded.barcodes,
                    generation = excluded.generation, vanished_at = NULL, missing_at = NULL, renamed_to = NULL, updated_at = now())
            SELECT CASE WHEN is_new THEN 'CREATED' WHEN returned THEN 'RETURNED' WHEN archived_now THEN 'ARCHIVED'
                WHEN differs THEN 'UPDATED' ELSE 'UNCHANGED' END FROM compared""";

    /** Both sides in one heap, then by id: however little the planner knows of them, each is read once. */
    private static final String BY_PRODUCT = """
            FROM (SELECT o.product_id AS id, o.code FROM offer o
                  WHERE o.seller_id = :seller AND o.shop_id = :shop AND o.vanished_at IS NULL
                  UNION ALL SELECT s.id, NULL FROM unnest(:seen) AS s (id)) b
            GROUP BY b.id""";

    private static final String COUNT_UNSEEN = """
            SELECT coalesce(sum(g.living), 0) AS living, coalesce(sum(g.living) FILTER (WHERE NOT g.seen), 0) AS unseen
            FROM (SELECT count(b.code) AS living, bool_or(b.code IS NULL) AS seen %s) g""".formatted(BY_PRODUCT);

    private static final String UNSEEN = """
            SELECT c.code FROM (SELECT array_agg(b.code) AS codes %s HAVING NOT bool_or(b.code IS NULL)) g
            CROSS JOIN LATERAL unnest(g.codes) AS c (code) ORDER BY c.code""".formatted(BY_PRODUCT);

    private static final String LIST_UNSEEN = UNSEEN + " LIMIT :most";

    /**
     * Whatever the planner knows of the shop, its offers are read once, and each is looked for in a hash of the unseen ones: IS TRUE keeps
     * that from becoming a join. They are written where they were locked.
     */
    private static final String MISS = """
            WITH unseen AS MATERIALIZED (%s),
            missed AS MATERIALIZED (
                SELECT k.ctid AS place FROM offer k
                WHERE k.seller_id = :seller AND k.shop_id = :shop AND k.missing_at IS NULL
                  AND (k.code IN (SELECT u.code FROM unseen u)) IS TRUE
                ORDER BY k.code FOR UPDATE)
            UPDATE offer o SET missing_at = now(), generation = :generation, updated_at = now()
            FROM missed m WHERE o.seller_id = :seller AND o.ctid = m.place""".formatted(UNSEEN);

    private static final String VANISH = """
            UPDATE offer SET vanished_at = now(), missing_at = NULL, on_sale = false, generation = :generation, updated_at = now()
            WHERE seller_id = :seller AND shop_id = :shop AND code = ANY (:codes) AND vanished_at IS NULL""";

    /** What became of one offer of a page. */
    public enum Change {
        CREATED,
        /** It had vanished, or was missing. */
        RETURNED,
        ARCHIVED,
        UPDATED,
        UNCHANGED
    }

    /**
     * @param living offers that have not vanished
     * @param unseen of these, those whose product is not among the seen ones
     */
    public record Unseen(long living, long unseen) {}

    /** The ids of those offers of a shop that we know, by the seller's item code. */
    public Map<String, UUID> byCode(Handle handle, UUID seller, UUID shop, Collection<String> codes) {
        return handle.createQuery(BY_CODE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray("codes", String.class, codes)
                .setMapKeyColumn("code")
                .setMapValueColumn("id")
                .collectInto(new GenericType<Map<String, UUID>>() {});
    }

    /** Takes the products of this page from other codes. Comes before {@link #upsert}. Returns how many codes lost theirs. */
    int release(Handle handle, UUID seller, UUID shop, int generation, List<Offer> page) {
        Update update = handle.createUpdate(RELEASE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("generation", generation);
        update.bindArray("ids", Long.class, each(page, Offer::productId));
        update.bindArray("codes", String.class, each(page, Offer::code));
        return update.execute();
    }

    /** Stores a page with one statement, whatever its size. */
    List<Change> upsert(Handle handle, UUID seller, UUID shop, int generation, List<Offer> page) {
        Query query = handle.createQuery(UPSERT)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("generation", generation);
        query.bindArray("code", String.class, each(page, Offer::code));
        query.bindArray("productId", Long.class, each(page, Offer::productId));
        query.bindArray("sku", Long.class, each(page, Offer::sku));
        query.bindArray("name", String.class, each(page, Offer::name));
        query.bindArray("status", String.class, each(page, Offer::status));
        query.bindArray("archived", Boolean.class, each(page, Offer::archived));
        query.bindArray("onSale", Boolean.class, each(page, Offer::onSale));
        query.bindArray(
                "barcodes",
                String.class,
                each(page, offer -> offer.barcodes() == null ? null : String.join("\u001f", offer.barcodes())));
        return query.mapTo(Change.class).list();
    }

    Unseen countUnseen(Handle handle, UUID seller, UUID shop, Long[] seen) {
        return handle.createQuery(COUNT_UNSEEN)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray("seen", Long.class, (Object[]) seen)
                .map((row, context) -> new Unseen(row.getLong("living"), row.getLong("unseen")))
                .one();
    }

    /** Codes of living offers whose product is not among the seen ones. */
    List<String> unseen(Handle handle, UUID seller, UUID shop, Long[] seen, long most) {
        return handle.createQuery(LIST_UNSEEN)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray("seen", Long.class, (Object[]) seen)
                .bind("most", most)
                .mapTo(String.class)
                .list();
    }

    /** Marks living offers whose product is not among the seen ones; those that are marked stay as they are. */
    void miss(Handle handle, UUID seller, UUID shop, int generation, Long[] seen) {
        handle.createUpdate(MISS)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("generation", generation)
                .bindArray("seen", Long.class, (Object[]) seen)
                .execute();
    }

    /** Returns how many of these were living. */
    int vanish(Handle handle, UUID seller, UUID shop, int generation, List<String> codes) {
        return handle.createUpdate(VANISH)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("generation", generation)
                .bindArray("codes", String.class, codes)
                .execute();
    }

    private static Object[] each(List<Offer> page, Function<Offer, Object> column) {
        return page.stream().map(column).toArray();
    }
}
