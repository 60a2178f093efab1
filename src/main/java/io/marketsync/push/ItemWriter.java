package io.marketsync.push;

import java.util.List;
import java.util.Optional;

import io.marketsync.shop.Adapter;
import io.marketsync.shop.ShopAccess;

/**
 * Sets values of many items at a marketplace, absolute ones: sent twice they mean the same. Calls block and end within the adapter's own
 * time-outs. Whatever is neither taken nor refused item by item is a {@code JobFailure}; then nobody knows what was taken, and the same is
 * sent again later.
 *
 * @param <K> what a value is set for
 * @param <I> it with its value
 */
public interface ItemWriter<K, I> extends Adapter {

    /** Items of one call at most. */
    int most();

    /** Items of one call have the same. */
    String batchKey(K key);

    /** Why the marketplace would refuse it, with it perhaps the whole request; empty when nothing speaks against it. */
    Optional<ItemError> objection(I item);

    /** @param items 1 to {@link #most}, of different keys and one batch key, without objection */
    Pushed push(ShopAccess shop, List<I> items) throws InterruptedException;
}
