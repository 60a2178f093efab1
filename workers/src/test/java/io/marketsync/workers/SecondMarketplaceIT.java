package io.marketsync.workers;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.breaker.BreakerConfig;
import io.marketsync.cleanup.CleanUpConfig;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.KindsConfig;
import io.marketsync.label.FetchLabels;
import io.marketsync.label.LabelsConfig;
import io.marketsync.offer.CatalogueConfig;
import io.marketsync.offer.SyncCatalogue;
import io.marketsync.permit.ProcessMembers;
import io.marketsync.posting.OrdersConfig;
import io.marketsync.posting.PullOrders;
import io.marketsync.posting.ScriptedFeed;
import io.marketsync.posting.Stage;
import io.marketsync.price.PriceConfig;
import io.marketsync.shop.CheckShop;
import io.marketsync.stock.ReconcileStock;
import io.marketsync.stock.StockConfig;
import io.marketsync.stock.StockCount;
import io.marketsync.stock.StockLevelStore;
import io.marketsync.stock.StockPair;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestDatabase;
import io.marketsync.workers.testing.SecondMarket;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A marketplace that the product has never heard of, put beside nothing: its shops' orders come in and their stock goes out through the
 * handlers that ship, in pools that ship, on the schema that ships.
 */
class SecondMarketplaceIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final StockPair PAIR = new StockPair("OFFER-1", "22142605386000");

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final UUID seller = database.seller("Seller of another market");
    private final UUID shop =
            KeyedShops.insert(database, seller, SecondMarket.NAME, "client-" + seller, SecondMarket.KEY);
    private SecondMarket market;
    private TestPools pools;

    @BeforeEach
    void start() throws SQLException {
        SmallRyeConfig settings = settings(
                OrdersConfig.class,
                CatalogueConfig.class,
                LabelsConfig.class,
                PoolsConfig.class,
                StockConfig.class,
                CleanUpConfig.class,
                PriceConfig.class,
                KindsConfig.class,
                BreakerConfig.class);
        Marketplaces marketplaces = Marketplaces.of(
                settings.getConfigMapping(BreakerConfig.class),
                List.of(watch -> market = new SecondMarket(
                        List.of(ScriptedFeed.posting("second-1", Stage.AWAITING, Instant.now())),
                        watch,
                        Duration.ofSeconds(1))));
        pools = TestPools.start(
                database.postgres().jdbcUrl(),
                Map.of("high", 2, "normal", 2, "low", 1),
                (workers, registry) -> new WorkerBeans()
                        .workshop(
                                workers,
                                registry,
                                KeyedShops::privateKeyset,
                                settings.getConfigMapping(OrdersConfig.class),
                                settings.getConfigMapping(CatalogueConfig.class),
                                marketplaces,
                                Clock.systemUTC(),
                                settings.getConfigMapping(LabelsConfig.class),
                                new ProcessMembers(),
                                settings.getConfigMapping(PoolsConfig.class),
                                settings.getConfigMapping(StockConfig.class),
                                settings.getConfigMapping(CleanUpConfig.class),
                                settings.getConfigMapping(PriceConfig.class),
                                settings.getConfigMapping(KindsConfig.class)));
    }

    private static SmallRyeConfig settings(Class<?>... mappings) {
        SmallRyeConfigBuilder settings =
                new SmallRyeConfigBuilder().addDefaultSources().addDefaultInterceptors();
        List.of(mappings).forEach(settings::withMapping);
        return settings.build();
    }

    @AfterEach
    void stop() {
        pools.close();
    }

    @Test
    void itsOrdersComeInAndItsStockGoesOutLessWhatTheyTake() {
        StockCount onHand = new StockCount(
                PAIR, StockCount.Basis.ON_HAND, 10, 0, Instant.now().minusSeconds(60), null);
        database.api()
                .forSeller(seller, handle -> new StockLevelStore().put(handle, seller, shop, List.of(onHand), null));

        ended(PullOrders.KIND, new PullOrders.Args(), "ok");
        assertThat(text("SELECT number || ' ' || status FROM posting WHERE shop_id = ?", shop))
                .isEqualTo("second-1 awaiting");

        Awaitility.await("the pull has asked for a push")
                .atMost(SOON)
                .until(() -> text("SELECT confirmed FROM stock_level WHERE shop_id = ?", shop), "8"::equals);
        assertThat(market.stock).containsExactly(Map.entry(PAIR, 8));
    }

    /** It lists no stock, prints no labels and tells nothing of keys. */
    @Test
    void whatItDoesNotOfferIsNothingToDoAndNobodysFault() {
        String nothing = "nothing The marketplace of this shop does not offer this.";
        ended(ReconcileStock.KIND, new ReconcileStock.Args(), nothing);
        ended(FetchLabels.KIND, new FetchLabels.Args(), nothing);
        ended(SyncCatalogue.KIND, new SyncCatalogue.Args(), nothing);
        ended(CheckShop.KIND, new CheckShop.Args(), nothing);
    }

    private void ended(Kind<?> kind, Record args, String outcome) {
        UUID job = pools.enqueue(kind, new JobTarget(seller, shop, SecondMarket.NAME), args, 0);
        Awaitility.await(kind.name()).atMost(SOON).untilAsserted(() -> assertThat(text("""
                        SELECT concat_ws(' ', j.state, r.outcome, r.error) FROM jobrunr_jobs j
                        LEFT JOIN job_run r ON r.job_id = j.id WHERE j.id = ?""", job))
                .isEqualTo("SUCCEEDED " + outcome));
    }

    private String text(String sql, UUID of) {
        return database.superuser()
                .withHandle(handle -> handle.select(sql, of).mapTo(String.class).one());
    }
}
