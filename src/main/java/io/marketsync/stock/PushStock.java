package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Queue;
import io.marketsync.push.Answered;
import io.marketsync.push.BatchPush;
import io.marketsync.push.Due;
import io.marketsync.push.ItemError;
import io.marketsync.push.Ledger;
import io.marketsync.push.Sending;
import io.marketsync.push.Wording;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.ShopAccess;
import io.marketsync.shop.ShopKeys;

/**
 * stock.push: tells a marketplace the stock of a shop's pairs that is not what it has.
 *
 * <p>Safe to repeat: values are absolute, and read when they leave. Before a batch leaves its pairs are taken, so that no other value of
 * them leaves within the marketplace's pacing, even if this process dies. What has no answer is sent again.
 */
public final class PushStock implements JobHandler<PushStock.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "stock.push",
            Queue.HIGH,
            Duration.ofSeconds(300),
            Duration.ofSeconds(360),
            RetryPolicy.DEFAULT,
            Args.class);

    /** The job row names the shop, its pairs what is to be sent. */
    public record Args() {}

    /** From taking a pair to the arrival of its value: the longest wait for a permit (5 s), and a call (20 s). */
    private static final Duration UNDER_WAY = Duration.ofSeconds(30);

    /** Of one look: as many as leave in half a minute at Ozon's 80 calls of a hundred, because orders get older meanwhile. */
    private static final int MOST = 4_000;

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final String UNREAD =
            "Orders are read first, so that nothing is sold twice; the job goes on by itself.";

    private static final Wording WORDING = new Wording(
            "stock",
            "pairs",
            List.of("sent", "zeroed"),
            "The marketplace takes one value of an offer and warehouse in a while; the job goes on by itself.");

    private final Adapters<StockWriter> marketplaces;
    private final ShopKeys keys;
    private final StockLevelStore levels;
    private final OrdersAwaited orders;
    private final StockConfig config;
    private final StockOrdersStore taken = new StockOrdersStore();

    public PushStock(
            Adapters<StockWriter> marketplaces,
            ShopKeys keys,
            StockLevelStore levels,
            OrdersAwaited orders,
            StockConfig config) {
        this.marketplaces = marketplaces;
        this.keys = keys;
        this.levels = levels;
        this.orders = orders;
        this.config = config;
    }

    /**
     * For stock that has just changed.
     *
     * @param requestId of the request that changed it; may be null
     */
    public static NewJob of(JobTarget shop, String requestId) {
        return new NewJob(KIND, shop, new Args(), 0, true, Origin.SYSTEM, requestId);
    }

    @Override
    public Kind<Args> kind() {
        return KIND;
    }

    @Override
    public Ending run(JobContext job, Args args) throws InterruptedException {
        return keys.use(job, shop -> {
            StockWriter marketplace = marketplaces.of(shop.marketplace());
            return new BatchPush<>(job, shop, marketplace, new Levels(shop, marketplace.pacing())).run();
        });
    }

    private static boolean isZero(StockItem item) {
        return item.stock() == 0;
    }

    /** The pairs of one shop. */
    private final class Levels implements Ledger<StockPair, StockItem, Integer> {

        private final ShopAccess shop;
        private final Duration pacing;

        /** Orders that were stored until then are subtracted. */
        private Instant known = Instant.EPOCH;

        Levels(ShopAccess shop, Duration pacing) {
            this.shop = shop;
            this.pacing = pacing;
        }

        @Override
        public Wording wording() {
            return WORDING;
        }

        @Override
        public String countOf(StockItem item) {
            return item.stock() == 0 ? "zeroed" : "sent";
        }

        @Override
        public int most() {
            return MOST;
        }

        /** A value overwrites the orders that nobody has read: all but zeroes wait until they are read. */
        @Override
        public Due<StockPair> due(Handle handle) {
            known = taken.follow(handle, shop.sellerId(), shop.shopId(), config.clockSkew());
            Zeroing zeroing = levels.zeroing(handle, shop.sellerId(), shop.shopId());
            List<StockItem> items = levels.due(handle, shop.sellerId(), shop.shopId(), MOST);
            boolean zeroesOnly = items.stream().allMatch(PushStock::isZero);
            Optional<Duration> wait = zeroesOnly ? Optional.empty() : orders.toWaitFor(handle, shop.target());
            List<StockPair> pairs = items.stream()
                    .filter(item -> wait.isEmpty() || isZero(item))
                    .map(StockItem::pair)
                    .toList();
            return new Due<>(
                    pairs, stopped(zeroing), wait.map(pause -> new Ending.Snoozed(untilAZero(handle, pause), UNREAD)));
        }

        /** A zero that the marketplace does not take yet leaves as soon as it may. */
        private Duration untilAZero(Handle handle, Duration longest) {
            return levels.nextZero(handle, shop.sellerId(), shop.shopId())
                    .map(next -> next.compareTo(SHORTEST) < 0 ? SHORTEST : next)
                    .filter(next -> next.compareTo(longest) < 0)
                    .orElse(longest);
        }

        private Optional<String> stopped(Zeroing zeroing) {
            return zeroing.exceeds(config)
                    ? Optional.of(
                            "Nothing was sent: " + zeroing.withinAnHour() + " of " + zeroing.selling()
                                    + " pairs on sale would have been set to zero within an hour. Correct the stock, or confirm that this is meant.")
                    : Optional.empty();
        }

        @Override
        public Optional<ItemError> objection(StockItem item) {
            return Optional.empty();
        }

        @Override
        public List<Sending<StockItem, Integer>> recordAndTake(
                Handle handle, List<Answered<StockItem, Integer>> answered, List<StockPair> next) {
            return levels.recordAndTake(
                    handle, shop.sellerId(), shop.shopId(), answered, next, known, pacing, pacing.plus(UNDER_WAY));
        }

        @Override
        public Optional<Duration> nextDue(Handle handle) {
            return levels.nextDue(handle, shop.sellerId(), shop.shopId());
        }
    }
}
