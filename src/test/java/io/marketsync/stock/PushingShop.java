package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.BeforeEach;

import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.queue.OnTwin;
import io.marketsync.shop.Adapters;
import io.marketsync.stock.StockCount.Basis;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

/** A shop with a running stock.push, a marketplace that follows a script, and eyes on what is stored. */
class PushingShop {

    static final String WAREHOUSE = "22142605386000";

    /** Its members are what the product reads from its configuration. */
    record Guard(double zeroingShare, int zeroingLeast) implements StockConfig {}

    record Run(Ending ending, Map<String, Long> counts) {}

    final TestDatabase database = TestDatabase.shared();
    final StockLevelStore levels = new StockLevelStore();
    final ScriptedStocks marketplace = new ScriptedStocks();
    Guard guard = new Guard(0.3, 20);
    BooleanSupplier stop = () -> false;
    UUID seller;
    UUID shop;
    UUID job;

    @BeforeEach
    void aShop() {
        database.withoutJobs();
        seller = database.seller("Stock seller");
        shop = KeyedShops.insert(database, seller, "client-" + seller, "key");
        job = database.api()
                .forSeller(seller, handle -> new TestStorage(database)
                        .queue.enqueue(handle, PushStock.of(new JobTarget(seller, shop, "ozon"), null), OnTwin.RERUN))
                .id();
    }

    static StockPair pair(String offer) {
        return new StockPair(offer, WAREHOUSE);
    }

    /** As a seller says it, without a version. */
    void available(String offer, int quantity) {
        put(new StockCount(pair(offer), Basis.AVAILABLE, quantity, 0, Instant.now(), null));
    }

    boolean put(StockCount count) {
        return !database.api()
                .forSeller(seller, handle -> levels.put(handle, seller, shop, List.of(count)))
                .isEmpty();
    }

    Run push() throws InterruptedException {
        return push(attempt());
    }

    Run push(Attempt attempt) throws InterruptedException {
        Ending ending = handler().run(attempt, new PushStock.Args());
        return new Run(ending, Map.copyOf(attempt.counts().asMap()));
    }

    PushStock handler() {
        return new PushStock(new Adapters<>(List.of(marketplace)), KeyedShops.keys(), levels, guard);
    }

    Attempt attempt() {
        return new Attempt(
                new TestStorage(database).attempt(job, Instant.now()), database.workers(), new JobRunStore(), stop);
    }

    /** As if it were so much later, for everything that waits. */
    void pass(Duration time) {
        change(
                "UPDATE stock_level SET paced_until = paced_until - make_interval(secs => ?), next_try_at = next_try_at - make_interval(secs => ?)",
                (double) time.toSeconds(),
                (double) time.toSeconds());
    }

    void change(String sql, Object... arguments) {
        database.superuser().useHandle(handle -> handle.execute(sql, arguments));
    }

    String text(String sql, Object... arguments) {
        return database.superuser().withHandle(handle -> handle.select(sql, arguments)
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }

    /** Available, sent, confirmed, class and code of the error of an offer; ? for null. */
    String level(String offer) {
        return text("""
                SELECT concat_ws(' ', available, coalesce(sent::text, '?'), coalesce(confirmed::text, '?'), error_class, error_code)
                FROM stock_level WHERE shop_id = ? AND offer_code = ?""", shop, offer);
    }
}
