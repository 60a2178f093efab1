package io.marketsync.stock;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

import io.marketsync.job.JobContext;
import io.marketsync.job.JobTarget;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;

/** Sees what orders change in the stock of their shop. */
public final class StockWatch {

    private final StockLevelStore levels;
    private final StockConfig config;
    private final StockOrdersStore orders = new StockOrdersStore();
    private final JobQueue queue = new JobQueue();

    public StockWatch(StockLevelStore levels, StockConfig config) {
        this.levels = levels;
        this.config = config;
    }

    /** For one attempt of a job that stores orders. */
    public Look look(JobContext job, JobTarget shop) {
        return new Look(job, shop);
    }

    /**
     * Has the marketplace told what its orders do not explain. A push that waits for orders goes on at once; one that waits because the
     * marketplace takes nothing yet is left to wait, however many orders come.
     *
     * @param handle inside a transaction of the shop's seller that sees the orders
     */
    void ordersRead(Handle handle, JobTarget shop) {
        orders.follow(handle, shop.sellerId(), shop.shopId(), config.clockSkew());
        levels.dueNow(handle, shop.sellerId(), shop.shopId())
                .ifPresent(now -> queue.enqueue(handle, PushStock.of(shop, null), now ? OnTwin.RERUN : OnTwin.FOLLOW));
    }

    /**
     * Looks in transactions of its own, so that nothing which goes wrong here keeps orders from being stored. An attempt that dies before it has
     * looked leaves that to the next one; every pull and every push look by themselves.
     */
    public final class Look {

        private final JobContext job;
        private final JobTarget shop;
        private JdbiException failure;

        private Look(JobContext job, JobTarget shop) {
            this.job = job;
            this.shop = shop;
        }

        /** After the transaction that stored orders. Not again when it has failed: the attempt does the rest of its work first. */
        public void ordersRead() {
            if (failure != null) {
                return;
            }
            try {
                job.commit(handle -> {
                    StockWatch.this.ordersRead(handle, shop);
                    return null;
                });
            } catch (JdbiException broken) {
                failure = broken;
            }
        }

        /** Call it last. */
        public void throwFailure() {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
