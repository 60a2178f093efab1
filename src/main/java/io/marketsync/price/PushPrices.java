package io.marketsync.price;

import java.time.Duration;
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
 * price.push: tells a marketplace those prices of a shop that it does not have.
 *
 * <p>Safe to repeat: prices are absolute, and read when they leave. Before a batch leaves its offers are taken, and each value that may have
 * arrived is counted, so that the marketplace's limit per offer holds even if this process dies. What has no answer is sent again.
 */
public final class PushPrices implements JobHandler<PushPrices.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "price.push",
            Queue.NORMAL,
            Duration.ofSeconds(300),
            Duration.ofSeconds(360),
            RetryPolicy.DEFAULT,
            Args.class);

    /** The job row names the shop, its prices what is to be sent. */
    public record Args() {}

    /** From the end of an attempt to the arrival of what it sent last: the longest wait for a permit (5 s), and a call (20 s). */
    private static final Duration UNDER_WAY = Duration.ofSeconds(30);

    /** From taking an offer to the arrival of its price, also where a batch is halved again and again: no attempt lasts longer. */
    private static final Duration HOLD = KIND.hardLimit().plus(UNDER_WAY);

    private static final int MOST = 10_000;

    private static final Wording WORDING = new Wording(
            "prices",
            "prices",
            List.of("sent"),
            "The marketplace takes so many prices of an offer in an hour; the job goes on by itself.");

    private final Adapters<PriceWriter> marketplaces;
    private final ShopKeys keys;
    private final PriceStore prices;
    private final PriceSettingStore settings;
    private final PriceConfig config;

    public PushPrices(
            Adapters<PriceWriter> marketplaces,
            ShopKeys keys,
            PriceStore prices,
            PriceSettingStore settings,
            PriceConfig config) {
        this.marketplaces = marketplaces;
        this.keys = keys;
        this.prices = prices;
        this.settings = settings;
        this.config = config;
    }

    /**
     * For prices that have just changed.
     *
     * @param requestId of the request that changed them; may be null
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
            PriceWriter marketplace = marketplaces.of(shop.marketplace());
            String currency = currency(job, shop, marketplace);
            return new BatchPush<>(job, shop, marketplace, new Prices(shop, marketplace.pace(), currency)).run();
        });
    }

    /** As the marketplace says it, asked again after a while; null when it never has. */
    private String currency(JobContext job, ShopAccess shop, PriceWriter marketplace) throws InterruptedException {
        ShopCurrency known = job.unfenced(handle -> settings.currency(handle, shop.sellerId(), shop.shopId()));
        if (!known.stale()) {
            return known.code();
        }
        Optional<String> said = marketplace.currency(shop);
        said.ifPresent(code -> job.commit(handle -> {
            settings.keepCurrency(handle, shop.sellerId(), shop.shopId(), code);
            return null;
        }));
        return said.orElse(known.code());
    }

    /** The prices of one shop. */
    private final class Prices implements Ledger<String, PriceItem, Price> {

        private final ShopAccess shop;
        private final Pace pace;
        private final String currency;

        Prices(ShopAccess shop, Pace pace, String currency) {
            this.shop = shop;
            this.pace = pace;
            this.currency = currency;
        }

        @Override
        public Wording wording() {
            return WORDING;
        }

        @Override
        public String countOf(PriceItem item) {
            return "sent";
        }

        @Override
        public int most() {
            return MOST;
        }

        @Override
        public Due<String> due(Handle handle) {
            Lowering lowering = prices.lowering(handle, shop.sellerId(), shop.shopId(), config.loweringDepth());
            return new Due<>(
                    prices.due(handle, shop.sellerId(), shop.shopId(), MOST), stopped(lowering), Optional.empty());
        }

        private Optional<String> stopped(Lowering lowering) {
            return lowering.exceeds(config)
                    ? Optional.of("Nothing was sent: " + lowering.withinAnHour() + " of " + lowering.priced()
                            + " prices would have fallen by more than " + Math.round(config.loweringDepth() * 100)
                            + " %. Correct the prices, or confirm that this is meant.")
                    : Optional.empty();
        }

        @Override
        public Optional<ItemError> objection(PriceItem item) {
            return PriceGuards.objection(item.price(), currency).map(Objection::error);
        }

        @Override
        public List<Sending<PriceItem, Price>> recordAndTake(
                Handle handle, List<Answered<PriceItem, Price>> answered, List<String> next) {
            return prices.recordAndTake(handle, shop.sellerId(), shop.shopId(), answered, next, pace, HOLD, UNDER_WAY);
        }

        @Override
        public Optional<Duration> nextDue(Handle handle) {
            return prices.nextDue(handle, shop.sellerId(), shop.shopId());
        }
    }
}
