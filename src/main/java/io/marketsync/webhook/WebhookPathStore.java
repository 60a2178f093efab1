package io.marketsync.webhook;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The table {@code webhook_path}: the one path of a shop, inside a transaction of its seller; and whose a path is, across sellers. */
public final class WebhookPathStore {

    private static final String REPLACE = """
            INSERT INTO webhook_path (seller_id, shop_id, sha256) VALUES (:seller, :shop, :sha256)
            ON CONFLICT (seller_id, shop_id) DO UPDATE SET sha256 = excluded.sha256, created_at = now(), last_event_at = NULL
            RETURNING created_at""";

    private static final String KNOWN = """
            SELECT created_at, last_event_at FROM webhook_path WHERE seller_id = :seller AND shop_id = :shop""";

    /** Not with each event: they would wait for each other. */
    private static final String HEARD = """
            UPDATE webhook_path SET last_event_at = now()
            WHERE seller_id = :seller AND shop_id = :shop
              AND (last_event_at IS NULL OR last_event_at < now() - interval '1 minute')""";

    private static final String REMOVE = "DELETE FROM webhook_path WHERE seller_id = :seller AND shop_id = :shop";

    private static final String SHOP = "SELECT seller_id, shop_id FROM webhook_shop(:sha256, :marketplace)";

    public record Shop(UUID sellerId, UUID shopId) {}

    /**
     * @param createdAt since when the path is open
     * @param lastEventAt of those that came to it, to the minute; null before the first
     */
    public record Known(Instant createdAt, Instant lastEventAt) {}

    /** The path before ends with the commit. Says since when the new one is. */
    public Instant replace(Handle handle, UUID seller, UUID shop, WebhookSecret secret) {
        return handle.createQuery(REPLACE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("sha256", secret.sha256())
                .mapTo(Instant.class)
                .one();
    }

    /** Empty when the shop has none. */
    public Optional<Known> known(Handle handle, UUID seller, UUID shop) {
        return handle.createQuery(KNOWN)
                .bind("seller", seller)
                .bind("shop", shop)
                .map((row, context) -> new Known(
                        row.getTimestamp("created_at").toInstant(),
                        Optional.ofNullable(row.getTimestamp("last_event_at"))
                                .map(Timestamp::toInstant)
                                .orElse(null)))
                .findOne();
    }

    /** An event came. */
    public void heard(Handle handle, UUID seller, UUID shop) {
        handle.createUpdate(HEARD).bind("seller", seller).bind("shop", shop).execute();
    }

    /** There may be none. */
    public void remove(Handle handle, UUID seller, UUID shop) {
        handle.createUpdate(REMOVE).bind("seller", seller).bind("shop", shop).execute();
    }

    /** Needs no seller: it tells which one to name. */
    public Optional<Shop> shop(Handle handle, WebhookSecret called, String marketplace) {
        return handle.createQuery(SHOP)
                .bind("sha256", called.sha256())
                .bind("marketplace", marketplace)
                .map((row, context) ->
                        new Shop(row.getObject("seller_id", UUID.class), row.getObject("shop_id", UUID.class)))
                .findOne();
    }
}
