package io.marketsync.stock;

import java.time.Duration;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The table {@code stock_setting}: what a seller wants of a shop's stock; inside a transaction of the seller. */
public final class StockSettingStore {

    private static final String CONFIRM_ZEROING = """
            INSERT INTO stock_setting (seller_id, shop_id, zeroing_confirmed_until)
            VALUES (:seller, :shop, now() + make_interval(secs => :seconds))
            ON CONFLICT (seller_id, shop_id) DO UPDATE SET zeroing_confirmed_until = excluded.zeroing_confirmed_until""";

    private static final String HEAL = """
            INSERT INTO stock_setting (seller_id, shop_id, heals) VALUES (:seller, :shop, :heals)
            ON CONFLICT (seller_id, shop_id) DO UPDATE SET heals = excluded.heals""";

    private static final String HEALS =
            "SELECT coalesce((SELECT heals FROM stock_setting WHERE seller_id = :seller AND shop_id = :shop), false)";

    /** Until then the guard lets through what the seller means. */
    public void confirmZeroing(Handle handle, UUID seller, UUID shop, Duration lasting) {
        handle.createUpdate(CONFIRM_ZEROING)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("seconds", lasting.toSeconds())
                .execute();
    }

    public void heal(Handle handle, UUID seller, UUID shop, boolean heals) {
        handle.createUpdate(HEAL)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("heals", heals)
                .execute();
    }

    /** Whether what was changed outside is sent again; false until a seller says so. */
    public boolean heals(Handle handle, UUID seller, UUID shop) {
        return handle.createQuery(HEALS)
                .bind("seller", seller)
                .bind("shop", shop)
                .mapTo(Boolean.class)
                .one();
    }
}
