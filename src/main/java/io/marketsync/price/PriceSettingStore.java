package io.marketsync.price;

import java.time.Duration;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The table {@code price_setting}, inside a transaction of its seller. */
public final class PriceSettingStore {

    private static final String CONFIRM_LOWERING = """
            INSERT INTO price_setting (seller_id, shop_id, lowering_confirmed_until)
            VALUES (:seller, :shop, now() + make_interval(secs => :seconds))
            ON CONFLICT (seller_id, shop_id) DO UPDATE SET lowering_confirmed_until = excluded.lowering_confirmed_until""";

    /** Stale when the shop has prices, and nobody has asked for their currency for an hour. */
    private static final String CURRENCY = """
            SELECT (SELECT c.currency FROM price_setting c WHERE c.seller_id = :seller AND c.shop_id = :shop) AS currency,
                EXISTS (SELECT FROM price p WHERE p.seller_id = :seller AND p.shop_id = :shop) AND NOT EXISTS (
                    SELECT FROM price_setting c WHERE c.seller_id = :seller AND c.shop_id = :shop
                      AND c.currency_read_at > now() - interval '1 hour') AS stale""";

    private static final String KEEP_CURRENCY = """
            INSERT INTO price_setting (seller_id, shop_id, currency, currency_read_at) VALUES (:seller, :shop, :currency, now())
            ON CONFLICT (seller_id, shop_id) DO UPDATE SET currency = excluded.currency, currency_read_at = excluded.currency_read_at""";

    /** Until then the guard lets through what the seller means. */
    public void confirmLowering(Handle handle, UUID seller, UUID shop, Duration lasting) {
        handle.createUpdate(CONFIRM_LOWERING)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("seconds", lasting.toSeconds())
                .execute();
    }

    public ShopCurrency currency(Handle handle, UUID seller, UUID shop) {
        return handle.createQuery(CURRENCY)
                .bind("seller", seller)
                .bind("shop", shop)
                .map((row, context) -> new ShopCurrency(row.getString("currency"), row.getBoolean("stale")))
                .one();
    }

    void keepCurrency(Handle handle, UUID seller, UUID shop, String currency) {
        handle.createUpdate(KEEP_CURRENCY)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("currency", currency)
                .execute();
    }
}
