package io.marketsync.stock;

import io.marketsync.shop.Adapter;
import io.marketsync.shop.ShopAccess;

/**
 * What a marketplace has in stock, warehouse by warehouse, page by page. Only reads. An answer that is not what was asked for is a
 * {@code JobFailure} with its reason, never an empty page. Calls block and end within the adapter's own time-outs.
 */
public interface StockReader extends Adapter {

    /**
     * A page of at most 1,000 offers of a warehouse, each once.
     *
     * @param cursor of the page before; empty for the first one
     */
    StockPage page(ShopAccess shop, String warehouse, String cursor) throws InterruptedException;
}
