package io.marketsync.marketplace.ozon;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.shop.ShopAccess;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.stock.Pair;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Warehouse;
import io.marketsync.stock.StockItem;
import io.marketsync.stock.StockPair;
import io.marketsync.stock.StockWriter;
import io.marketsync.stock.StockWriterContract;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;

/** Stock of Ozon, with the simulator. */
class OzonStocksIT extends StockWriterContract {

    private static OzonWorld world;
    private static List<Product> onSale;
    private static String warehouse;
    private static int used;

    @BeforeAll
    static void open() {
        world = new OzonWorld(11);
        onSale = world.simulator.market().shop(CLIENT).catalogue().products().stream()
                .filter(Product::onSale)
                .toList();
        warehouse = world.simulator.market().shop(CLIENT).profile().warehouses().stream()
                .filter(Warehouse::active)
                .map(active -> String.valueOf(active.id()))
                .findFirst()
                .orElseThrow();
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
    protected StockWriter writer() {
        return world.stocks;
    }

    @Override
    protected ShopAccess shop() {
        return world.shop();
    }

    @Override
    protected List<StockPair> pairs(int count) {
        List<StockPair> fresh = onSale.subList(used, used + count).stream()
                .map(product -> new StockPair(product.offerId(), warehouse))
                .toList();
        used += count;
        return fresh;
    }

    @Override
    protected StockPair unknown() {
        return new StockPair("nobody sells this", warehouse);
    }

    @Override
    protected long has(StockPair pair) {
        Product product = world.simulator
                .market()
                .shop(CLIENT)
                .catalogue()
                .byOffer(pair.offer())
                .orElseThrow();
        return world.simulator
                .market()
                .shop(CLIENT)
                .stocks()
                .at(NOW)
                .of(new Pair(product, Long.parseLong(pair.warehouse())))
                .free();
    }

    @Override
    protected void losesAnswers() {
        world.misbehave(FaultKind.RESET_AFTER_COMMIT, null, null);
    }

    @Override
    protected void refusesRequests() {
        world.misbehave(FaultKind.STATUS400, null, null);
    }

    @ParameterizedTest
    @CsvSource({"abc, 5", "0, 5", "-1, 5", "12.5, 5", "99999999999999999999, 5", "1, 1000000", "1, -1"})
    void whatOzonsValidationRefusesDoesNotLeave(String warehouse, int stock) {
        assertThat(world.stocks.objection(new StockItem(new StockPair("a", warehouse), stock)))
                .hasValueSatisfying(error -> assertThat(error.permanent()).isTrue());
    }
}
