package io.marketsync.posting;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** The table {@code posting_line}, inside a transaction of its seller. */
public final class PostingLineStore {

    private static final String REPLACE = """
            WITH incoming AS (
                SELECT * FROM unnest(:number, :lineNo, :offerCode, :offerId, :sku, :name, :quantity, :price, :currency)
                    AS n (number, line_no, offer_code, offer_id, sku, name, quantity, price, currency)),
            surplus AS (
                DELETE FROM posting_line l
                WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.number = ANY (:numbers)
                  AND NOT EXISTS (SELECT FROM incoming i WHERE i.number = l.number AND i.line_no = l.line_no))
            INSERT INTO posting_line AS l (seller_id, shop_id, number, line_no, offer_code, offer_id, sku, name, quantity, price,
                currency)
            SELECT :seller, :shop, number, line_no, offer_code, offer_id, sku, name, quantity, price, currency FROM incoming
            ON CONFLICT (seller_id, shop_id, number, line_no) DO UPDATE SET
                offer_code = excluded.offer_code, offer_id = excluded.offer_id, sku = excluded.sku, name = excluded.name,
                quantity = excluded.quantity, price = excluded.price, currency = excluded.currency""";

    /**
     * A line that a pull is about to write is left to the next reading of the catalogue: nobody waits here, so nobody waits in a circle.
     * Found once and updated where they lie: joined by their key, a planner that takes the shop for empty finds them all again for each.
     */
    private static final String LINK = """
            WITH known AS MATERIALIZED (
                SELECT u.ctid AS place, (
                    SELECT o.id FROM offer o WHERE o.seller_id = :seller AND o.shop_id = :shop AND o.code = u.offer_code) AS offer_id
                FROM posting_line u
                WHERE u.seller_id = :seller AND u.shop_id = :shop AND u.offer_id IS NULL AND length(u.offer_code) <= 200
                  AND u.offer_code = ANY (:codes)
                FOR UPDATE SKIP LOCKED)
            UPDATE posting_line l SET offer_id = known.offer_id FROM known WHERE l.ctid = known.place""";

    /** Makes the lines of these postings what they say, with one statement. */
    public void replace(Handle handle, UUID seller, UUID shop, List<Posting> postings, Map<String, UUID> offersByCode) {
        List<Numbered> lines = postings.stream()
                .flatMap(posting -> posting.lines().stream().map(line -> new Numbered(posting.number(), line)))
                .toList();
        Columns columns = new Columns(handle.createUpdate(REPLACE), lines);
        columns.bind("number", String.class, Numbered::number);
        columns.bind("lineNo", Integer.class, numbered -> numbered.line.lineNo());
        columns.bind("offerCode", String.class, numbered -> numbered.line.offerCode());
        columns.bind("offerId", UUID.class, numbered -> offersByCode.get(numbered.line.offerCode()));
        columns.bind("sku", Long.class, numbered -> numbered.line.sku());
        columns.bind("name", String.class, numbered -> numbered.line.name());
        columns.bind("quantity", Integer.class, numbered -> numbered.line.quantity());
        columns.bind("price", BigDecimal.class, numbered -> numbered.line.price());
        columns.bind("currency", String.class, numbered -> numbered.line.currency());
        columns.update
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray(
                        "numbers",
                        String.class,
                        postings.stream().map(Posting::number).toList())
                .execute();
    }

    /** Links lines to offers that were not known when the lines came, with one statement. */
    public void link(Handle handle, UUID seller, UUID shop, Collection<String> codes) {
        handle.createUpdate(LINK)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray("codes", String.class, codes)
                .execute();
    }

    private record Numbered(String number, PostingLine line) {}

    private record Columns(Update update, List<Numbered> lines) {

        <T> void bind(String name, Class<T> type, Function<Numbered, T> value) {
            update.bindArray(name, type, lines.stream().map(value).toArray());
        }
    }
}
