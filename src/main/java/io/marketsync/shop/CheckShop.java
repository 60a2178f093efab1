package io.marketsync.shop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
 * shop.check: asks the marketplace until when a shop's key works and what it may, so that its seller is warned before syncs stop; and
 * which warehouses the shop has.
 *
 * <p>Safe to repeat: it only reads there, and stores what was said last, about the key it was said of. What is known of a key stays known
 * when its warehouses cannot be read.
 */
public final class CheckShop implements JobHandler<CheckShop.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "shop.check", Queue.LOW, Duration.ofSeconds(60), Duration.ofSeconds(90), RetryPolicy.DEFAULT, Args.class);

    /** The job row names the shop; there is nothing else to say. */
    public record Args() {}

    private final Adapters<KeyCheck> marketplaces;
    private final Adapters<Warehouses> warehouseLists;
    private final ShopKeys keys;
    private final ShopStore shops;
    private final WarehouseStore warehouses = new WarehouseStore();

    public CheckShop(
            Adapters<KeyCheck> marketplaces, Adapters<Warehouses> warehouseLists, ShopKeys keys, ShopStore shops) {
        this.marketplaces = marketplaces;
        this.warehouseLists = warehouseLists;
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
            if (!stillItsKey) {
                return Outcome.NOTHING;
            }
            readWarehouses(job, shop, facts);
            return Outcome.OK;
        });
    }

    /** A list of none decides nothing: marketplaces disable warehouses, and show them for ever. */
    private void readWarehouses(JobContext job, ShopAccess shop, KeyFacts key) throws InterruptedException {
        Optional<Warehouses> marketplace =
                warehouseLists.find(shop.marketplace()).filter(lists -> lists.open(key));
        List<Warehouse> list = marketplace.isPresent() ? marketplace.get().of(shop) : List.of();
        if (list.isEmpty()) {
            return;
        }
        job.counts().add("warehouses", list.size());
        job.commit(handle -> {
            warehouses.replace(handle, shop.sellerId(), shop.shopId(), list);
            return null;
        });
    }
}
