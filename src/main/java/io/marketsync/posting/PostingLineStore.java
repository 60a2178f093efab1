package io.marketsync.posting;

import java.math.BigDecimal;
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

    private record Numbered(String number, PostingLine line) {}

    private record Columns(Update update, List<Numbered> lines) {

        <T> void bind(String name, Class<T> type, Function<Numbered, T> value) {
            update.bindArray(name, type, lines.stream().map(value).toArray());
        }
    }
}
