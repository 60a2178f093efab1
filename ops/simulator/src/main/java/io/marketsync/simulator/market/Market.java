package io.marketsync.simulator.market;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.stock.FreeStock;
import io.marketsync.simulator.stock.PriceList;
import io.marketsync.simulator.stock.StockLedger;
import io.marketsync.simulator.world.Catalogue;
import io.marketsync.simulator.world.Demand;
import io.marketsync.simulator.world.PostingBook;
import io.marketsync.simulator.world.Shelf;
import io.marketsync.simulator.world.ShopProfile;

/** All shops of the marketplace, by client id. */
public final class Market {

    private final long seed;
    private final Map<String, Shop> shops = new LinkedHashMap<>();

    public Market(long seed, List<ShopProfile> profiles, int products, Demand demand) {
        this.seed = seed;
        for (ShopProfile profile : profiles) {
            shops.put(profile.clientId(), open(profile, products, demand));
        }
    }

    public Collection<Shop> shops() {
        return Collections.unmodifiableCollection(shops.values());
    }

    /** The shop of a client id; refuses an unknown one as not found. */
    public Shop shop(String clientId) {
        Shop shop = shops.get(clientId);
        if (shop == null) {
            throw Refusal.notFound("no shop has the client id " + clientId);
        }
        return shop;
    }

    public boolean knows(String clientId) {
        return shops.containsKey(clientId);
    }

    private Shop open(ShopProfile profile, int products, Demand demand) {
        Instant epoch = demand.epoch();
        Catalogue catalogue = Catalogue.of(seed, profile.id(), products);
        Optional<FreeStock> seen = demand.buyers().looking() ? Optional.of(new FreeStock(seed)) : Optional.empty();
        Shelf shelf = seen.<Shelf>map(stock -> stock).orElse(Shelf.ENDLESS);
        PostingBook postings = PostingBook.of(seed, profile, demand, catalogue, shelf);
        StockLedger stocks = new StockLedger(seed, epoch, postings, seen);
        return new Shop(profile, catalogue, postings, stocks, new PriceList(epoch));
    }
}
