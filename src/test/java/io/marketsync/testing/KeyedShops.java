package io.marketsync.testing;

import java.util.UUID;

import io.marketsync.shop.KeyOpener;
import io.marketsync.shop.KeySealer;
import io.marketsync.shop.NewShop;
import io.marketsync.shop.SealKeys;
import io.marketsync.shop.SealedKey;
import io.marketsync.shop.Secret;
import io.marketsync.shop.ShopKeys;
import io.marketsync.shop.ShopStore;

/** Shops whose keys can be opened: sealed as the api does it, opened as the workers do. */
public final class KeyedShops {

    private static final SealKeys KEYS = SealKeys.generate();

    private KeyedShops() {}

    /** A shop of Ozon. */
    public static UUID insert(TestDatabase database, UUID seller, String clientId, String key) {
        return insert(database, seller, "ozon", clientId, key);
    }

    public static UUID insert(TestDatabase database, UUID seller, String marketplace, String clientId, String key) {
        UUID shop = UUID.randomUUID();
        NewShop row = new NewShop(shop, seller, marketplace, "Shop", clientId, sealed(key, seller, shop), "");
        database.api().forSeller(seller, handle -> new ShopStore().insert(handle, row));
        return shop;
    }

    public static SealedKey sealed(String key, UUID seller, UUID shop) {
        return new KeySealer(KEYS.publicKeyset()).seal(new Secret(key), seller, shop);
    }

    /** As the workers are configured with it. */
    public static String privateKeyset() {
        return KEYS.privateKeyset();
    }

    public static KeyOpener opener() {
        return new KeyOpener(KEYS.privateKeyset());
    }

    public static ShopKeys keys() {
        return new ShopKeys(new ShopStore(), opener());
    }
}
