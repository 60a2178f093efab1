package io.marketsync.marketplace.ozon;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.marketsync.posting.Feed;
import io.marketsync.posting.Scheme;
import io.marketsync.price.Price;
import io.marketsync.price.PriceItem;
import io.marketsync.shop.ShopAccess;
import io.marketsync.stock.StockItem;
import io.marketsync.stock.StockPair;

import static org.assertj.core.api.Assertions.assertThat;

/** Where the table of {@code ops/dev/costs} counts what a port is asked, that is what Ozon is asked. */
class OzonCallCountIT {

    private static OzonWorld world;

    private interface Asking {
        Object of(ShopAccess shop) throws InterruptedException;
    }

    @BeforeAll
    static void open() {
        world = OzonWorld.withSales(19, 150, 300);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    static Stream<Arguments> askings() {
        return Stream.of(
                asking("a page of new postings", shop -> page(shop, OzonWorld.FBS_NEW, OzonWorld.EVERYTHING)),
                asking("of changed ones", shop -> page(shop, OzonWorld.FBS_CHANGED, OzonWorld.EVERYTHING)),
                asking("of open ones", shop -> page(shop, OzonWorld.FBS_OPEN, OzonWorld.OPEN_CUTOFFS)),
                asking("of those that Ozon sends", shop -> page(shop, OzonWorld.FBO, OzonWorld.EVERYTHING)),
                asking("a posting", shop -> world.orders.byNumber(shop, Scheme.FBS, anyNumber())),
                asking("stock of pairs", shop -> world.stocks.push(shop, pairs())),
                asking("a page of stock", shop -> world.stockList.page(shop, warehouse(), "")),
                asking("prices", shop -> world.prices.push(shop, prices())),
                asking("the currency", world.prices::currency),
                asking("the key", world.keys::check),
                asking("a few warehouses", world.warehouses::of));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("askings")
    void isOneCall(String what, Asking asking) throws Exception {
        ShopAccess shop = world.shop();
        world.simulator.calls().clear();
        assertThat(asking.of(shop)).isNotNull();
        assertThat(world.calls()).isEqualTo(1);
    }

    private static Arguments asking(String what, Asking asking) {
        return Arguments.of(what, asking);
    }

    private static Object page(ShopAccess shop, Feed feed, io.marketsync.posting.Window window)
            throws InterruptedException {
        return world.orders.page(shop, feed, window, "");
    }

    private static String anyNumber() {
        return world.truth(io.marketsync.simulator.world.Scheme.FBS)
                .findFirst()
                .orElseThrow()
                .number()
                .text();
    }

    private static List<StockItem> pairs() {
        return offers().limit(world.stocks.most())
                .map(offer -> new StockItem(new StockPair(offer, warehouse()), 1))
                .toList();
    }

    private static List<PriceItem> prices() {
        Price price = new Price(new BigDecimal("10.00"), BigDecimal.ZERO, null, "RUB");
        return offers().map(offer -> new PriceItem(offer, price)).toList();
    }

    private static Stream<String> offers() {
        return world.simulator.market().shop(OzonWorld.CLIENT).catalogue().products().stream()
                .map(product -> product.offerId());
    }

    private static String warehouse() {
        return Long.toString(world.simulator
                .market()
                .shop(OzonWorld.CLIENT)
                .profile()
                .warehouses()
                .getFirst()
                .id());
    }
}
