package io.marketsync.posting;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.shop.Adapters;
import io.marketsync.stock.OrdersAwaited;
import io.marketsync.stock.StockConfig;

/** Orders are known when a pull that read all there was began a moment ago. What is asked for is remembered as a watermark. */
public final class FreshOrders implements OrdersAwaited {

    private static final String ASKED = "orders.asked";

    /** A push went on, with the orders of the pull that was asked for before, or without them. */
    private static final String USED = "orders.used";

    /** Orders that could not be read are tried again by a push that comes so much later. */
    private static final Duration TRY_AGAIN = Duration.ofMinutes(10);

    /** What a push asked for it may use so long, however late its slot comes; a push that died never does. */
    private static final Duration KEPT = Duration.ofHours(1);

    private static final Duration FOREVER = Duration.ofDays(36_500);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Adapters<OrderFeed> marketplaces;
    private final WatermarkStore watermarks;
    private final StockConfig config;
    private final JobQueue queue = new JobQueue();

    public FreshOrders(Adapters<OrderFeed> marketplaces, WatermarkStore watermarks, StockConfig config) {
        this.marketplaces = marketplaces;
        this.watermarks = watermarks;
        this.config = config;
    }

    @Override
    public Optional<Duration> toWaitFor(Handle handle, JobTarget shop) {
        if (marketplaces.find(shop.marketplace()).isEmpty()) {
            return Optional.empty();
        }
        Map<String, Duration> ages = watermarks.ages(handle, shop.sellerId(), shop.shopId());
        Duration read = ages.getOrDefault(PullOrders.KIND.name(), FOREVER);
        Duration asked = ages.getOrDefault(ASKED, FOREVER);
        Duration used = ages.getOrDefault(USED, FOREVER);
        boolean fresh = read.compareTo(config.ordersFresh()) <= 0;
        boolean pulledSince = read.compareTo(asked) <= 0;
        Duration rest = config.ordersPatience().minus(asked);
        if (asked.compareTo(used) < 0 && asked.compareTo(KEPT) < 0) {
            if (!fresh && !pulledSince && rest.compareTo(SHORTEST) >= 0) {
                return Optional.of(rest);
            }
            // As fresh as it gets: the pull may have taken long, or this push waited for its slot.
            watermarks.advanceToNow(handle, shop.sellerId(), shop.shopId(), USED);
            return Optional.empty();
        }
        if (fresh) {
            return Optional.empty();
        }
        boolean goesOn = pulledSince ? !rest.isNegative() : asked.compareTo(TRY_AGAIN) < 0;
        if (goesOn) {
            return Optional.empty();
        }
        ask(handle, shop);
        return Optional.of(config.ordersPatience());
    }

    private void ask(Handle handle, JobTarget shop) {
        watermarks.advanceToNow(handle, shop.sellerId(), shop.shopId(), ASKED);
        NewJob pull = new NewJob(PullOrders.KIND, shop, new PullOrders.Args(), 0, true, Origin.SYSTEM, null);
        queue.enqueue(handle, pull, OnTwin.RERUN);
    }
}
