package io.marketsync.breaker;

import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.db.Transactions;
import io.marketsync.failure.JobFailure;
import io.marketsync.job.StoredJob;
import io.marketsync.queue.HeldJobs;
import io.marketsync.queue.RefusedKeys;
import io.marketsync.shop.ShopStore;

/**
 * The breaker of one credential. It opens when the marketplace refuses the key: the shop asks its seller for another one, and its jobs
 * wait for that without spending attempts. It closes when a key is entered, in the transaction that stores it
 * ({@link ShopStore#replaceKey}). A refusal of a key that is no longer the shop's opens nothing.
 */
public final class KeyBreaker implements RefusedKeys {

    private static final Logger LOG = LoggerFactory.getLogger(KeyBreaker.class);

    private final Transactions transactions;
    private final ShopStore shops = new ShopStore();
    private final HeldJobs held = new HeldJobs();

    public KeyBreaker(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean park(StoredJob job, JobFailure refusal) {
        UUID seller = job.sellerId();
        UUID shop = job.shopId();
        if (shop == null) {
            return false;
        }
        return transactions.forSeller(seller, handle -> {
            int key = refusal.refusedKey().orElseThrow();
            if (!shops.keyRejected(handle, seller, shop, key, refusal.getMessage())) {
                return shops.exists(handle, seller, shop);
            }
            held.hold(handle, seller, shop);
            LOG.info("shop {} waits for another key: {}", shop, refusal.getMessage());
            return true;
        });
    }
}
