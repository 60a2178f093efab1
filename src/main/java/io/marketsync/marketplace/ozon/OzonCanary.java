package io.marketsync.marketplace.ozon;

import io.marketsync.breaker.Canary;
import io.marketsync.permit.Level;
import io.marketsync.shop.ShopAccess;

/** Asks Ozon what a key may do: {@code /v1/roles} needs no role, reads nothing of the shop and is answered in milliseconds. */
public final class OzonCanary implements Canary {

    private final OzonClient client;

    public OzonCanary(OzonClient client) {
        this.client = client;
    }

    @Override
    public String marketplace() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    public Level level() {
        return client.everyone();
    }

    @Override
    public boolean answers(ShopAccess shop) throws InterruptedException {
        return client.answers(shop, "/v1/roles");
    }
}
