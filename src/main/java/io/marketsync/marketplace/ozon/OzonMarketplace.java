package io.marketsync.marketplace.ozon;

import java.time.Clock;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;

import io.marketsync.breaker.CallWatch;
import io.marketsync.breaker.Canary;
import io.marketsync.marketplace.Marketplace;
import io.marketsync.permit.PermitGate;
import io.marketsync.shop.Adapter;

/** All that we do at Ozon, over one client. */
public final class OzonMarketplace implements Marketplace {

    private final OzonClient client;
    private final List<Adapter> adapters;

    /** @param watch told how each call ended */
    public OzonMarketplace(OzonConfig config, PermitGate gate, CallWatch watch, MeterRegistry registry, Clock clock) {
        this.client = new OzonClient(config, gate, watch, registry);
        this.adapters = List.of(
                new OzonOrders(client, clock),
                new OzonCatalogue(client),
                new OzonKeys(client),
                new OzonWarehouses(client),
                new OzonStocks(client),
                new OzonStockList(client),
                new OzonPrices(client),
                new OzonPriceRules(),
                new OzonLabels(client, config));
    }

    /** What can be known of Ozon without calling it. */
    public static List<Adapter> uncalled() {
        return List.of(new OzonWebhooks(), new OzonPriceRules());
    }

    @Override
    public String name() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    public List<Adapter> adapters() {
        return adapters;
    }

    @Override
    public Canary canary() {
        return new OzonCanary(client);
    }
}
