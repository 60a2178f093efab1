package io.marketsync.label;

import java.time.Duration;
import java.util.List;

import io.marketsync.shop.Adapter;
import io.marketsync.shop.ShopAccess;

/**
 * Prints labels at a marketplace: a task is created, and looked at until it has a file. Calls block and end within the adapter's own
 * time-outs. Whatever is neither of the answers below is a {@code JobFailure}; then nobody knows whether a task was created.
 */
public interface Labels extends Adapter {

    /** Postings of one task at most. */
    int most();

    /** A posting is asked for no sooner after its last change: marketplaces know of a shipment later than they say so. */
    Duration settling();

    /** @param numbers 1 to {@link #most}, different ones, of postings that are packed */
    Created create(ShopAccess shop, List<String> numbers) throws InterruptedException;

    /** @param numbers of the postings that the task was created for */
    Printing poll(ShopAccess shop, String task, List<String> numbers) throws InterruptedException;
}
