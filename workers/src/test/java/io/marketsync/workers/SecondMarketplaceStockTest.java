package io.marketsync.workers;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.marketsync.breaker.CallWatch;
import io.marketsync.shop.Secret;
import io.marketsync.shop.ShopAccess;
import io.marketsync.stock.StockPair;
import io.marketsync.stock.StockWriter;
import io.marketsync.stock.StockWriterContract;
import io.marketsync.workers.testing.SecondMarket;

/** The contract is not written around the one marketplace that ships: another one can keep it. */
class SecondMarketplaceStockTest extends StockWriterContract {

    private static final String WAREHOUSE = "west";

    private final SecondMarket market = new SecondMarket(List.of(), CallWatch.NOBODY, Duration.ofHours(1));

    @Override
    protected StockWriter writer() {
        return market.stockWriter();
    }

    @Override
    protected ShopAccess shop() {
        return new ShopAccess(
                UUID.randomUUID(), UUID.randomUUID(), SecondMarket.NAME, "client", new Secret(SecondMarket.KEY), 1);
    }

    @Override
    protected List<StockPair> pairs(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new StockPair(SecondMarket.OFFERS + i, WAREHOUSE))
                .toList();
    }

    @Override
    protected StockPair unknown() {
        return new StockPair("nobody's", WAREHOUSE);
    }

    @Override
    protected long has(StockPair pair) {
        return market.stock.get(pair);
    }

    @Override
    protected void losesAnswers() {
        market.mood = SecondMarket.Mood.SILENT;
    }

    @Override
    protected void refusesRequests() {
        market.mood = SecondMarket.Mood.CLOSED;
    }
}
