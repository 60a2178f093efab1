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

    /** Orders that could not be read are tried again by a push that comes so much later. */
    private static final Duration TRY_AGAIN = Duration.ofMinutes(10);

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
        if (read.compareTo(config.ordersFresh()) <= 0) {
            return Optional.empty();
        }
        boolean pulledSince = read.compareTo(asked) <= 0 && asked.compareTo(config.ordersPatience()) <= 0;
        if (pulledSince) {
            return Optional.empty(); // as fresh as it gets: the pull took long, or the push waited for a slot
        }
        boolean underWay = asked.compareTo(read) < 0 && asked.compareTo(TRY_AGAIN) < 0;
        if (!underWay) {
            ask(handle, shop);
            return Optional.of(config.ordersPatience());
        }
        Duration rest = config.ordersPatience().minus(asked);
        return Optional.of(rest).filter(wait -> wait.compareTo(SHORTEST) >= 0);
    }

    private void ask(Handle handle, JobTarget shop) {
        watermarks.advanceToNow(handle, shop.sellerId(), shop.shopId(), ASKED);
        NewJob pull = new NewJob(PullOrders.KIND, shop, new PullOrders.Args(), 0, true, Origin.SYSTEM, null);
        queue.enqueue(handle, pull, OnTwin.RERUN);
    }
}
