package io.marketsync.shop;

import java.time.Duration;

import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;

/**
 * shop.check: asks the marketplace until when a shop's key works and what it may, so that its seller is warned before syncs stop.
 *
 * <p>Safe to repeat: it only reads there, and stores what was said last, about the key it was said of.
 */
public final class CheckShop implements JobHandler<CheckShop.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "shop.check", Queue.LOW, Duration.ofSeconds(60), Duration.ofSeconds(90), RetryPolicy.DEFAULT, Args.class);

    /** The job row names the shop; there is nothing else to say. */
    public record Args() {}

    private final KeyChecks marketplaces;
    private final ShopKeys keys;
    private final ShopStore shops;

    public CheckShop(KeyChecks marketplaces, ShopKeys keys, ShopStore shops) {
        this.marketplaces = marketplaces;
        this.keys = keys;
        this.shops = shops;
    }

    /**
     * For a key that was entered just now. Nobody waits for it.
     *
     * @param requestId of the request that brought the key; may be null
     */
    public static NewJob of(JobTarget shop, String requestId) {
        return new NewJob(KIND, shop, new Args(), 0, true, Origin.SYSTEM, requestId);
    }

    @Override
    public Kind<Args> kind() {
        return KIND;
    }

    @Override
    public Outcome run(JobContext job, Args args) throws InterruptedException {
        return keys.use(job, shop -> {
            KeyFacts facts = marketplaces.of(shop.marketplace()).check(shop);
            boolean stillItsKey = job.commit(handle -> shops.keyRead(handle, shop, facts));
            return stillItsKey ? Outcome.OK : Outcome.NOTHING;
        });
    }
}
