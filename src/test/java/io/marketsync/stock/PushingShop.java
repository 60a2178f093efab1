package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;

import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.posting.FreshOrders;
import io.marketsync.posting.OrderFeed;
import io.marketsync.posting.ScriptedFeed;
import io.marketsync.posting.WatermarkStore;
import io.marketsync.push.PushShop;
import io.marketsync.shop.Adapters;
import io.marketsync.stock.StockCount.Basis;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestStock;

/** A shop with a running stock.push, a marketplace that follows a script, and eyes on what is stored. */
class PushingShop extends PushShop {

    static final String WAREHOUSE = "22142605386000";

    final StockLevelStore levels = new StockLevelStore();
    final ScriptedStocks marketplace = new ScriptedStocks();
    TestStock config = TestStock.SHIPPED;

    /** Of the marketplaces that tell their orders. */
    List<OrderFeed> orderFeeds = List.of(new ScriptedFeed());

    @BeforeEach
    void ordersAreKnown() {
        ordersRead(Duration.ZERO);
    }

    static StockPair pair(String offer) {
        return new StockPair(offer, WAREHOUSE);
    }

    /** A pull that read all began so long ago. */
    void ordersRead(Duration ago) {
        watermark("orders.pull", ago);
    }

    void watermark(String feed, Duration ago) {
        change("""
                INSERT INTO sync_watermark (seller_id, shop_id, feed, reached) VALUES (?, ?, ?, now() - make_interval(secs => ?))
                ON CONFLICT (seller_id, shop_id, feed) DO UPDATE SET reached = excluded.reached""", seller, shop, feed, (double) ago.toSeconds());
    }

    /** An order of the offer that was born so long ago. */
    void order(String number, String offer, int quantity, Duration ago) {
        change("""
                INSERT INTO posting (seller_id, shop_id, number, scheme, status, status_rank, terminal, on_hold, in_process_at,
                    warehouse_code, content_hash, raw)
                VALUES (?, ?, ?, 'fbs', 'awaiting', 20, false, false, now() - make_interval(secs => ?), ?, '\\x00', '{}')""", seller, shop, number, (double) ago.toSeconds(), WAREHOUSE);
        change(
                "INSERT INTO posting_line (seller_id, shop_id, number, line_no, offer_code, quantity) VALUES (?, ?, ?, 1, ?, ?)",
                seller,
                shop,
                number,
                offer,
                quantity);
    }

    /** As a pull of orders ends. */
    void watch() {
        database.workers().forSeller(seller, handle -> {
            new StockWatch(levels, config).ordersRead(handle, new JobTarget(seller, shop, "ozon"));
            return null;
        });
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
        return new PushStock(
                        new Adapters<>(List.of(marketplace)),
                        KeyedShops.keys(),
                        levels,
                        new FreshOrders(new Adapters<>(orderFeeds), new WatermarkStore(), config),
                        config)
                .run(attempt, new PushStock.Args());
    }

    @Override
    protected void pass(Duration time) {
        double seconds = time.toSeconds();
        change("""
                UPDATE stock_level SET paced_until = paced_until - make_interval(secs => ?),
                    next_try_at = next_try_at - make_interval(secs => ?), zeroed_at = zeroed_at - make_interval(secs => ?)""", seconds, seconds, seconds);
    }

    /** Available, sent, confirmed, class and code of the error of an offer; ? for null. */
    String level(String offer) {
        return text("""
                SELECT concat_ws(' ', available, coalesce(sent::text, '?'), coalesce(confirmed::text, '?'), error_class, error_code)
                FROM stock_level WHERE shop_id = ? AND offer_code = ?""", shop, offer);
    }
}
