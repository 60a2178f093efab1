package io.marketsync.posting;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.BeforeEach;

import io.marketsync.db.StatementCount;
import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.offer.OfferStore;
import io.marketsync.queue.OnTwin;
import io.marketsync.shop.Adapters;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestOrders;
import io.marketsync.testing.TestStock;
import io.marketsync.testing.TestStorage;

/** A shop with a running orders.pull, a marketplace that follows a script, and eyes on what is stored. */
public class PullingShop {

    protected static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    protected static final TestOrders CONFIG = TestOrders.with(20, 10, 3);

    protected final TestDatabase database = TestDatabase.shared();
    protected final ScriptedFeed feed = new ScriptedFeed();
    protected Instant now = NOW;
    protected UUID seller;
    protected UUID shop;
    protected UUID job;

    @BeforeEach
    protected void setUp() {
        database.withoutJobs();
        seller = database.seller("Pull seller");
        shop = KeyedShops.insert(database, seller, clientId(), key());
        job = runningJob();
    }

    protected String clientId() {
        return "client-" + seller;
    }

    protected String key() {
        return "key";
    }

    protected OrderFeed marketplace() {
        return feed;
    }

    protected record Run(Ending ending, Map<String, Long> counts) {}

    protected Run pull() throws Exception {
        Attempt attempt = attempt();
        Ending ending = pullOrders(CONFIG).run(attempt, new PullOrders.Args());
        return new Run(ending, attempt.counts().asMap());
    }

    protected long statements(PullOrders pull, Attempt attempt) throws Exception {
        long before = StatementCount.soFar();
        pull.run(attempt, new PullOrders.Args());
        return StatementCount.soFar() - before;
    }

    protected PullOrders pullOrders(OrdersConfig config) {
        PostingStore postings = new PostingStore();
        return new PullOrders(
                new Adapters<>(List.of(marketplace())),
                KeyedShops.keys(),
                new WatermarkStore(),
                postings,
                new PostingPages(new OfferStore(), postings, new PostingLineStore()),
                TestStock.watch(),
                config);
    }

    protected UUID runningJob() {
        NewJob pull = new NewJob(
                PullOrders.KIND,
                new JobTarget(seller, shop, "ozon"),
                new PullOrders.Args(),
                5,
                true,
                Origin.CLICK,
                null);
        UUID id = database.api()
                .forSeller(seller, handle -> new TestStorage(database).queue.enqueue(handle, pull, OnTwin.JOIN))
                .id();
        database.superuser()
                .useHandle(handle -> handle.execute("UPDATE jobrunr_jobs SET state = 'PROCESSING' WHERE id = ?", id));
        return id;
    }

    /** When the attempt is asked to end. */
    protected BooleanSupplier stop = () -> false;

    /** The attempt's start is the pull's clock. */
    protected Attempt attempt() {
        return new Attempt(new TestStorage(database).attempt(job, now), database.workers(), new JobRunStore(), stop);
    }

    protected static Instant at(int hours) {
        return NOW.plus(Duration.ofHours(hours));
    }

    protected Map<String, Instant> watermarks() {
        return database.workers().forSeller(seller, handle -> new WatermarkStore().ofShop(handle, seller, shop));
    }

    /** There is stock of what its postings sell, and until it is mended nothing can be subtracted from it. */
    protected void stockIsBroken() {
        database.superuser().useHandle(handle -> {
            handle.execute("""
                    INSERT INTO stock_level (seller_id, shop_id, offer_code, warehouse_code, basis, quantity, counted_at, version)
                    VALUES (?, ?, 'OFFER-1', '22142605386000', 'on_hand', 10, now() - interval '1 day', 1)""", seller, shop);
            handle.execute("ALTER TABLE stock_level ADD CONSTRAINT broken CHECK (reserved = 0 OR shop_id <> '" + shop
                    + "') NOT VALID");
        });
    }

    protected void stockIsMended() {
        database.superuser()
                .useHandle(handle -> handle.execute("ALTER TABLE stock_level DROP CONSTRAINT IF EXISTS broken"));
    }

    protected List<String> numbers() {
        return database.api()
                .forSeller(seller, handle -> handle.createQuery("SELECT number FROM posting ORDER BY number")
                        .mapTo(String.class)
                        .list());
    }

    protected String status(String number) {
        return database.api()
                .forSeller(seller, handle -> handle.createQuery("SELECT status FROM posting WHERE number = ?")
                        .bind(0, number)
                        .mapTo(String.class)
                        .one());
    }

    protected long number(String sql) {
        return database.api().forSeller(seller, handle -> handle.createQuery(sql)
                .mapTo(Long.class)
                .one());
    }
}
