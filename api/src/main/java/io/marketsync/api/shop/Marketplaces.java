package io.marketsync.api.shop;

import java.util.List;
import java.util.Set;

import io.marketsync.marketplace.ozon.OzonClient;
import io.marketsync.marketplace.ozon.OzonMarketplace;
import io.marketsync.shop.Adapter;
import io.marketsync.shop.Adapters;

/** The marketplaces that shops can be on: a new one is named here and nowhere else in the api. */
public final class Marketplaces {

    /** Alternatives, as the patterns of requests want them. */
    public static final String ALTERNATIVES = OzonClient.MARKETPLACE;

    public static final Set<String> NAMES = Set.of(ALTERNATIVES.split("\\|"));

    /** The api calls no marketplace. */
    private static final List<Adapter> UNCALLED = OzonMarketplace.uncalled();

    private Marketplaces() {}

    public static <A extends Adapter> Adapters<A> that(Class<A> port) {
        return Adapters.among(port, UNCALLED);
    }
}
