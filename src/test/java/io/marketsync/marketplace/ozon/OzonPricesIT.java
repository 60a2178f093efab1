package io.marketsync.marketplace.ozon;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

import io.marketsync.price.Price;
import io.marketsync.price.PriceWriter;
import io.marketsync.price.PriceWriterContract;
import io.marketsync.shop.ShopAccess;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.world.Product;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;

/** Prices of Ozon, with the simulator. */
class OzonPricesIT extends PriceWriterContract {

    private static OzonWorld world;
    private static List<Product> products;
    private static int used;

    @BeforeAll
    static void open() {
        world = OzonWorld.withProducts(12, 1_200);
        products = world.simulator.market().shop(CLIENT).catalogue().products();
        used = 0;
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void behaveAgain() {
        world.simulator.faults().clear();
    }

    @Override
    protected PriceWriter writer() {
        return world.prices;
    }

    @Override
    protected ShopAccess shop() {
        return world.shop();
    }

    @Override
    protected List<String> offers(int count) {
        List<String> fresh = products.subList(used, used + count).stream()
                .map(Product::offerId)
                .toList();
        used += count;
        return fresh;
    }

    @Override
    protected String currency() {
        return world.simulator.market().shop(CLIENT).profile().currency();
    }

    @Override
    protected Price has(String offer) {
        io.marketsync.simulator.stock.Price price =
                world.simulator.market().shop(CLIENT).prices().of(product(offer));
        return new Price(price.price(), price.oldPrice(), price.minPrice(), currency());
    }

    @Override
    protected void losesAnswers() {
        world.misbehave(FaultKind.RESET_AFTER_COMMIT, null, null);
    }

    @Override
    protected void spoils(String offer) {
        world.simulator.market().shop(CLIENT).prices().spoil(product(offer), true);
    }

    @Override
    protected void passes(Duration time) {
        world.time.pass(time);
    }

    private static Product product(String offer) {
        return world.simulator.market().shop(CLIENT).catalogue().byOffer(offer).orElseThrow();
    }
}
