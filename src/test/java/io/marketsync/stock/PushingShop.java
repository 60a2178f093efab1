package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.push.PushShop;
import io.marketsync.shop.Adapters;
import io.marketsync.stock.StockCount.Basis;
import io.marketsync.testing.KeyedShops;

/** A shop with a running stock.push, a marketplace that follows a script, and eyes on what is stored. */
class PushingShop extends PushShop {

    static final String WAREHOUSE = "22142605386000";

    /** Its members are what the product reads from its configuration. */
    record Guard(double zeroingShare, int zeroingLeast) implements StockConfig {}

    final StockLevelStore levels = new StockLevelStore();
    final ScriptedStocks marketplace = new ScriptedStocks();
    Guard guard = new Guard(0.3, 20);

    static StockPair pair(String offer) {
        return new StockPair(offer, WAREHOUSE);
    }

    /** As a seller says it, without a version. */
    void available(String offer, int quantity) {
        put(new StockCount(pair(offer), Basis.AVAILABLE, quantity, 0, Instant.now(), null));
    }

    boolean put(StockCount count) {
        return database.api()
                .forSeller(seller, handle -> levels.put(handle, seller, shop, List.of(count), null))
                .containsValue(StockCount.End.TAKEN);
    }

    @Override
    protected NewJob job(JobTarget of) {
        return PushStock.of(of, null);
    }

    @Override
    protected Ending handle(Attempt attempt) throws InterruptedException {
        return new PushStock(new Adapters<>(List.of(marketplace)), KeyedShops.keys(), levels, guard)
                .run(attempt, new PushStock.Args());
    }

    @Override
    protected void pass(Duration time) {
        change(
                "UPDATE stock_level SET paced_until = paced_until - make_interval(secs => ?), next_try_at = next_try_at - make_interval(secs => ?)",
                (double) time.toSeconds(),
                (double) time.toSeconds());
    }

    /** Available, sent, confirmed, class and code of the error of an offer; ? for null. */
    String level(String offer) {
        return text("""
                SELECT concat_ws(' ', available, coalesce(sent::text, '?'), coalesce(confirmed::text, '?'), error_class, error_code)
                FROM stock_level WHERE shop_id = ? AND offer_code = ?""", shop, offer);
    }
}
