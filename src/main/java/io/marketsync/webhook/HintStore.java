package io.marketsync.webhook;

import java.util.UUID;

import org.jdbi.v3.core.Handle;

/**
 * Of the table {@code freshness} what marketplaces say: that a part of a shop has something new, inside a transaction of its seller. Said
 * once until cron has asked for it; whoever says it again writes nothing and waits for nobody.
 */
public final class HintStore {

    /** Stock that is not kept here is compared with nothing. */
    private static final String TELL = """
            INSERT INTO freshness (seller_id, shop_id, kind, told_at)
            SELECT :seller, :shop, :kind, now()
            WHERE NOT EXISTS (
                SELECT FROM freshness f WHERE f.seller_id = :seller AND f.shop_id = :shop AND f.kind = :kind
                  AND f.told_at > coalesce(f.asked_at, '-infinity'))
              AND (NOT :kept OR EXISTS (SELECT FROM stock_level v WHERE v.seller_id = :seller AND v.shop_id = :shop))
            ON CONFLICT (seller_id, shop_id, kind) DO UPDATE SET told_at = excluded.told_at""";

    /** With one statement, whatever was said before. */
    public void tell(Handle handle, UUID seller, UUID shop, Webhook.Part part) {
        handle.createUpdate(TELL)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("kind", part.kind().name())
                .bind("kept", part == Webhook.Part.STOCK)
                .execute();
    }
}
