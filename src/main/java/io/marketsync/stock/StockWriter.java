package io.marketsync.stock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.marketsync.shop.Adapter;
import io.marketsync.shop.ShopAccess;

/**
 * Sets stock at a marketplace. Calls block and end within the adapter's own time-outs. Whatever is neither taken nor refused item by
 * item is a {@code JobFailure}; then nobody knows what was taken, and the same is sent again later.
 */
public interface StockWriter extends Adapter {

    /** Items of one call at most. */
    int most();

    /** No two values of a pair within this time. */
    Duration pacing();

    /** Items of one call have the same. */
    String batchKey(StockPair pair);

    /** Why the marketplace would refuse it, with it perhaps the whole request; empty when nothing speaks against it. */
    Optional<ItemError> objection(StockItem item);

    /** @param items 1 to {@link #most}, of different pairs and one batch key, without objection */
    Pushed push(ShopAccess shop, List<StockItem> items) throws InterruptedException;
}
