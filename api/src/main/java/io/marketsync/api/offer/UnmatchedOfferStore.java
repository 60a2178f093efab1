package io.marketsync.api.offer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** Lines of postings without an offer, inside a transaction of their seller. */
final class UnmatchedOfferStore {

    /**
     * Reads what the index of lines without an offer has, which the catalogue empties. A line that a pull wrote while the catalogue was
     * read may be among them for an hour although its offer is known by now. Longer codes are in no index and in no cursor.
     */
    private static final String PAGE = """
            SELECT l.offer_code, max(l.sku) AS sku, max(l.name) AS name, count(DISTINCT l.number) AS postings,
                max(p.in_process_at) AS last_at
            FROM posting_line l
            JOIN posting p ON p.seller_id = l.seller_id AND p.shop_id = l.shop_id AND p.number = l.number
            WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.offer_id IS NULL AND length(l.offer_code) <= 200
              AND l.offer_code > :after
              AND coalesce(p.in_process_at, p.first_seen_at) >= now() - interval '90 days'
              AND NOT EXISTS (SELECT FROM offer o
                              WHERE o.seller_id = l.seller_id AND o.shop_id = l.shop_id AND o.code = l.offer_code)
            GROUP BY l.offer_code ORDER BY l.offer_code LIMIT :most""";

    /** By code. */
    List<UnmatchedOfferView> page(Handle handle, UUID seller, UUID shop, String after, int most) {
        return handle.createQuery(PAGE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("after", after)
                .bind("most", most)
                .map((row, context) -> offer(row))
                .list();
    }

    private static UnmatchedOfferView offer(ResultSet row) throws SQLException {
        Timestamp last = row.getTimestamp("last_at");
        return new UnmatchedOfferView(
                row.getString("offer_code"),
                row.getObject("sku", Long.class),
                row.getString("name"),
                row.getLong("postings"),
                last == null ? null : last.toInstant());
    }
}
