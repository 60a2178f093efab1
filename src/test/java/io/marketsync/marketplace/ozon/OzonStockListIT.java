package io.marketsync.marketplace.ozon;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.shop.ShopAccess;
import io.marketsync.simulator.access.Role;
import io.marketsync.simulator.market.Shop;
import io.marketsync.simulator.stock.Pair;
import io.marketsync.simulator.stock.StockLedger.Levels;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Warehouse;
import io.marketsync.stock.StockPage;
import io.marketsync.stock.StockPair;
import io.marketsync.stock.StockReader;
import io.marketsync.stock.StockReaderContract;
import io.marketsync.stock.StockReading;
import io.marketsync.testing.Misbehaviour;
import io.marketsync.testing.TestOzon;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What Ozon has in stock, with the simulator. */
class OzonStockListIT extends StockReaderContract {

    private static OzonWorld world;
    private static long warehouse;

    @BeforeAll
    static void open() {
        world = OzonWorld.withSales(17, 1_500, 600);
        warehouse = market().profile().warehouses().stream()
                .filter(Warehouse::active)
                .findFirst()
                .orElseThrow()
                .id();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void behaveAgain() {
        world.simulator.faults().clear();
        world.simulator.keys().restore(CLIENT, NOW);
        world.simulator.keys().limitTo(CLIENT, Set.of(Role.values()));
    }

    @Override
    protected StockReader reader() {
        return world.stockList;
    }

    @Override
    protected ShopAccess shop() {
        return world.shop();
    }

    @Override
    protected String warehouse() {
        return Long.toString(warehouse);
    }

    @Override
    protected ShopAccess shopWithRefusedKey() {
        world.simulator.keys().revoke(CLIENT);
        return world.shop();
    }

    @Override
    protected Map<String, String> truth() {
        Map<String, String> truth = new TreeMap<>();
        Levels levels = market().stocks().at(NOW);
        market().catalogue().products().stream().filter(Product::onSale).forEach(product -> {
            var level = levels.of(new Pair(product, warehouse));
            truth.put(product.offerId(), level.free() + " " + level.reserved());
        });
        return truth;
    }

    @Override
    protected void misbehave(Misbehaviour how) {
        world.misbehave(OzonMisbehaviour.kind(how), null, null);
    }

    @Test
    void aKeyWithoutTheRoleStopsNothingElse() {
        world.simulator.keys().limitTo(CLIENT, Set.of(Role.POSTING_FBS));
        assertThat(catchThrowableOfType(JobFailure.class, () -> reader().page(shop(), warehouse(), "")))
                .returns(Reason.REJECTED, JobFailure::reason)
                .hasMessageContaining("role Product");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"stocks\":null,\"has_next\":false}",
                "{\"stocks\":[{}],\"has_next\":false}",
                "{\"stocks\":[{\"offer_id\":\"a\"}],\"has_next\":false}",
                "{\"stocks\":[{\"offer_id\":\"a\",\"free_stock\":1.5,\"reserved\":0}],\"has_next\":false}"
            })
    void nonsenseIsTriedAgain(String answer) {
        assertThat(catchThrowableOfType(JobFailure.class, () -> said(answer)))
                .isNotNull()
                .returns(Reason.TRANSIENT, JobFailure::reason);
    }

    @Test
    void lessThanNothingIsNothingAndACodeThatIsTooLongIsLeftOut() throws Exception {
        String row = "{\"offer_id\":\"%s\",\"free_stock\":%s,\"reserved\":\"0\"}";
        assertThat(said("{\"stocks\":[" + row.formatted("a", "-3") + "," + row.formatted("x".repeat(201), "1") + ","
                                + row.formatted("b", "99999999999") + "],\"has_next\":true,\"cursor\":\"7\"}")
                        .readings())
                .containsExactly(
                        new StockReading(new StockPair("a", "5"), 0, 0),
                        new StockReading(new StockPair("b", "5"), Integer.MAX_VALUE, 0));
    }

    private static StockPage said(String answer) throws InterruptedException {
        try (OneAnswer ozon = new OneAnswer(200, answer)) {
            return OzonWorld.stockList(TestOzon.at(ozon.uri())).page(OzonWorld.shop("key"), "5", "");
        }
    }

    private static Shop market() {
        return world.simulator.market().shop(CLIENT);
    }
}
