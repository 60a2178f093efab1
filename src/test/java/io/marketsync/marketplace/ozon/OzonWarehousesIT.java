package io.marketsync.marketplace.ozon;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.shop.KeyFacts;
import io.marketsync.shop.ShopAccess;
import io.marketsync.shop.Warehouse;
import io.marketsync.shop.Warehouses;
import io.marketsync.shop.WarehousesContract;
import io.marketsync.simulator.access.Role;
import io.marketsync.testing.Misbehaviour;
import io.marketsync.testing.TestOzon;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class OzonWarehousesIT extends WarehousesContract {

    private static OzonWorld world;

    @BeforeAll
    static void open() {
        world = OzonWorld.withProducts(13, 10);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void behaveAgain() {
        world.simulator.faults().clear();
        world.simulator.keys().restore(CLIENT, NOW);
    }

    @Override
    protected Warehouses warehouses() {
        return world.warehouses;
    }

    @Override
    protected ShopAccess shop() {
        return world.shop();
    }

    @Override
    protected ShopAccess shopWithRefusedKey() {
        world.simulator.keys().revoke(CLIENT);
        return world.shop();
    }

    @Override
    protected Map<String, Boolean> truth() {
        Map<String, Boolean> truth = new TreeMap<>();
        world.simulator
                .market()
                .shop(CLIENT)
                .profile()
                .warehouses()
                .forEach(warehouse -> truth.put(Long.toString(warehouse.id()), warehouse.active()));
        return truth;
    }

    @Override
    protected void misbehave(Misbehaviour how) {
        world.misbehave(OzonMisbehaviour.kind(how), null, null);
    }

    @Test
    void aKeyWithoutTheRoleNeedNotAsk() throws Exception {
        assertThat(warehouses().open(world.keys.check(shop()))).isTrue();
        world.simulator.keys().limitTo(CLIENT, Set.of(Role.POSTING_FBS));
        KeyFacts facts = world.keys.check(shop());
        assertThat(warehouses().open(facts)).isFalse();
        assertThat(catchThrowableOfType(JobFailure.class, () -> warehouses().of(shop())))
                .as("and who asks does not lose the key")
                .returns(Reason.REJECTED, JobFailure::reason);
    }

    @ParameterizedTest
    @CsvSource({"created,true", "CREATED,true", "new,false", "blocked,false", "disabled_due_to_limit,false", ",false"})
    void onlyACreatedOneTakesStock(String status, boolean active) throws Exception {
        String word = status == null ? "null" : '"' + status + '"';
        assertThat(said("{\"warehouses\":[{\"warehouse_id\":\"22142605386000\",\"name\":null,\"status\":" + word
                        + "}],\"has_next\":\"string\"}"))
                .containsExactly(new Warehouse("22142605386000", null, status, active));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"warehouses\":null,\"has_next\":false}",
                "{\"warehouses\":[{}],\"has_next\":false}",
                "{\"warehouses\":[{\"warehouse_id\":-1}],\"has_next\":false}",
                "{\"warehouses\":[],\"has_next\":true,\"cursor\":\"\"}",
                "{\"warehouses\":[],\"has_next\":true,\"cursor\":\"again\"}"
            })
    void nonsenseIsTriedAgain(String answer) {
        assertThat(catchThrowableOfType(JobFailure.class, () -> said(answer)))
                .isNotNull()
                .returns(Reason.TRANSIENT, JobFailure::reason);
    }

    private static List<Warehouse> said(String answer) throws InterruptedException {
        try (OneAnswer ozon = new OneAnswer(200, answer)) {
            return OzonWorld.warehouses(TestOzon.at(ozon.uri())).of(OzonWorld.shop("key"));
        }
    }
}
