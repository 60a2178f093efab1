package io.marketsync.marketplace.ozon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.db.StatementCount;
import io.marketsync.job.Attempt;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.queue.OnTwin;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.CheckShop;
import io.marketsync.shop.ShopStore;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.Printed;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestOzon;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;

/** shop.check of a shop whose warehouses take pages; no simulated one has so many. */
class OzonCheckShopIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 200;

    /** Reading the shop's key; what is said of it; the warehouses. The last two with seller and fence. */
    private static final int STATEMENTS = 2 + 3 + 3;

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final TestStorage storage = new TestStorage(database);
    private final UUID seller = database.seller("Seller of many warehouses");
    private final JobTarget shop =
            new JobTarget(seller, KeyedShops.insert(database, seller, "client-" + seller, "key"), "ozon");

    @Tag(Printed.COSTS)
    @ParameterizedTest
    @ValueSource(ints = {100, 10_000})
    void twoHundredWarehousesAreACallAndAllOfThemAStatement(int warehouses) throws Exception {
        try (OneAnswer ozon = OneAnswer.by(asked -> answer(asked, warehouses))) {
            OzonConfig config = TestOzon.at(ozon.uri());
            CheckShop check = new CheckShop(
                    new Adapters<>(List.of(OzonWorld.keys(config))),
                    new Adapters<>(List.of(OzonWorld.warehouses(config))),
                    KeyedShops.keys(),
                    new ShopStore());
            Attempt attempt = attempt();
            long before = StatementCount.soFar();

            check.run(attempt, new CheckShop.Args());

            long statements = StatementCount.soFar() - before;
            assertThat(statements).isEqualTo(STATEMENTS);
            assertThat(ozon.asked).as("and one of the key").hasSize(1 + Math.ceilDiv(warehouses, PAGE));
            assertThat(attempt.counts().of("warehouses")).isEqualTo(warehouses);
            Printed.cost(CheckShop.KIND, warehouses, "warehouses", ozon.asked.size(), statements);
        }
    }

    private Attempt attempt() {
        UUID job = database.api()
                .forSeller(seller, handle -> storage.queue.enqueue(handle, CheckShop.of(shop, null), OnTwin.JOIN))
                .id();
        return new Attempt(storage.attempt(job, Instant.now()), database.workers(), new JobRunStore(), () -> false);
    }

    private static String answer(String asked, int warehouses) {
        ObjectNode answer = JSON.createObjectNode();
        if (!asked.startsWith(OzonWarehouses.LIST + ' ')) {
            answer.putArray("roles").addObject().put("name", "Admin");
            return answer.toString();
        }
        int from = cursor(asked);
        int to = Math.min(from + PAGE, warehouses);
        ArrayNode page = answer.put("has_next", to < warehouses)
                .put("cursor", String.valueOf(to))
                .putArray("warehouses");
        for (int i = from; i < to; i++) {
            page.addObject()
                    .put("warehouse_id", 1_020_000_000_000_000L + i)
                    .put("name", "Склад №" + i)
                    .put("status", "created");
        }
        return answer.toString();
    }

    private static int cursor(String asked) {
        try {
            return JSON.readTree(asked.substring(asked.indexOf(' ')))
                    .path("cursor")
                    .asInt(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
