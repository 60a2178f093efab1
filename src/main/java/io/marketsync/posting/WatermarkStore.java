package io.marketsync.posting;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

/** The table {@code sync_watermark}: up to when each feed of a shop has been read. Never goes back. */
public final class WatermarkStore {

    private static final String OF_SHOP =
            "SELECT feed, reached FROM sync_watermark WHERE seller_id = :seller AND shop_id = :shop";

    private static final String AGES = """
            SELECT feed, extract(epoch FROM now() - reached)::float8 AS age FROM sync_watermark
            WHERE seller_id = :seller AND shop_id = :shop""";

    private static final String ADVANCE_TO_NOW = """
            INSERT INTO sync_watermark AS w (seller_id, shop_id, feed, reached) VALUES (:seller, :shop, :feed, now())
            ON CONFLICT (seller_id, shop_id, feed) DO UPDATE SET reached = greatest(w.reached, now()), updated_at = now()""";

    private static final String ADVANCE = """
            INSERT INTO sync_watermark AS w (seller_id, shop_id, feed, reached)
            SELECT :seller, :shop, feed, reached FROM unnest(:feeds, :reached) AS n (feed, reached)
            ON CONFLICT (seller_id, shop_id, feed) DO UPDATE
                SET reached = greatest(w.reached, excluded.reached), updated_at = now()""";

    public Map<String, Instant> ofShop(Handle handle, UUID seller, UUID shop) {
        return handle.createQuery(OF_SHOP)
                .bind("seller", seller)
                .bind("shop", shop)
                .setMapKeyColumn("feed")
                .setMapValueColumn("reached")
                .collectInto(new GenericType<Map<String, Instant>>() {});
    }

    /** How long ago each was reached, on the database's clock. */
    Map<String, Duration> ages(Handle handle, UUID seller, UUID shop) {
        return handle.createQuery(AGES)
                .bind("seller", seller)
                .bind("shop", shop)
                .reduceRows(new HashMap<>(), (ages, row) -> {
                    double seconds = row.getColumn("age", Double.class);
                    ages.put(row.getColumn("feed", String.class), Duration.ofMillis((long) (seconds * 1000)));
                    return ages;
                });
    }

    void advanceToNow(Handle handle, UUID seller, UUID shop, String feed) {
        handle.createUpdate(ADVANCE_TO_NOW)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("feed", feed)
                .execute();
    }

    public void advance(Handle handle, UUID seller, UUID shop, Map<String, Instant> reached) {
        List<String> feeds = List.copyOf(reached.keySet());
        handle.createUpdate(ADVANCE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray("feeds", String.class, feeds)
                .bindArray(
                        "reached",
                        Instant.class,
                        feeds.stream().map(reached::get).toList())
                .execute();
    }
}
