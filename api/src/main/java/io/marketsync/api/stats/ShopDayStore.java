package io.marketsync.api.stats;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.stats.ShopDayView.Revenue;

/** Days of a shop as its seller reads them, inside a transaction of that seller; written by {@code stats.rollup}. */
final class ShopDayStore {

    private static final String PAGE = """
            SELECT d.day, d.postings, d.cancelled, d.units, d.pushed, d.push_errors, d.rolled_at,
                array_agg(r.currency ORDER BY r.currency) AS currencies, array_agg(r.amount ORDER BY r.currency) AS amounts
            FROM (SELECT * FROM shop_day
                  WHERE seller_id = :seller AND shop_id = :shop AND (:before::date IS NULL OR day < :before::date)
                  ORDER BY day DESC LIMIT :most) d
            LEFT JOIN shop_day_revenue r ON r.seller_id = :seller AND r.shop_id = :shop AND r.day = d.day
            GROUP BY d.day, d.postings, d.cancelled, d.units, d.pushed, d.push_errors, d.rolled_at ORDER BY d.day DESC""";

    /** The youngest first. */
    List<ShopDayView> page(Handle handle, UUID seller, UUID shop, LocalDate before, int most) {
        return handle.createQuery(PAGE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("before", before)
                .bind("most", most)
                .map((row, context) -> day(row))
                .list();
    }

    private static ShopDayView day(ResultSet row) throws SQLException {
        return new ShopDayView(
                row.getObject("day", LocalDate.class),
                row.getInt("postings"),
                row.getInt("cancelled"),
                row.getLong("units"),
                revenue(row),
                row.getLong("pushed"),
                row.getLong("push_errors"),
                row.getTimestamp("rolled_at").toInstant());
    }

    private static List<Revenue> revenue(ResultSet row) throws SQLException {
        String[] currencies = (String[]) row.getArray("currencies").getArray();
        BigDecimal[] amounts = (BigDecimal[]) row.getArray("amounts").getArray();
        List<Revenue> revenue = new ArrayList<>();
        for (int i = 0; i < currencies.length; i++) {
            if (currencies[i] != null) {
                revenue.add(Revenue.of(amounts[i], currencies[i]));
            }
        }
        return revenue;
    }
}
