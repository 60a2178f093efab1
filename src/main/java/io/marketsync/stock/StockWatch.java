package io.marketsync.stock;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.JobTarget;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;

/** Sees what orders change in the stock of their shop. */
public final class StockWatch {

    private final StockLevelStore levels;
    private final StockConfig config;
    private final JobQueue queue = new JobQueue();

    public StockWatch(StockLevelStore levels, StockConfig config) {
        this.levels = levels;
        this.config = config;
    }

    /**
     * Has the marketplace told what its orders do not explain. A push that waits for orders goes on at once; one that waits because the
     * marketplace takes nothing yet is left to wait, however many orders come.
     *
     * @param handle inside the transaction of the shop's seller that has stored orders, or a later one
     */
    public void ordersRead(Handle handle, JobTarget shop) {
        levels.followOrders(handle, shop.sellerId(), shop.shopId(), config.clockSkew());
        levels.dueNow(handle, shop.sellerId(), shop.shopId())
                .ifPresent(now -> queue.enqueue(handle, PushStock.of(shop, null), now ? OnTwin.RERUN : OnTwin.FOLLOW));
    }
}
