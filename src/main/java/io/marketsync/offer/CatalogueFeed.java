package io.marketsync.offer;

import java.util.List;

import io.marketsync.shop.Adapter;
import io.marketsync.shop.ShopAccess;

/**
 * All offers of a shop, archived ones too, page by page. Pages follow their cursors and nothing else: no count says when the last one
 * has come. What comes, goes or changes while pages are read may be missed or come twice; what stays is not missed.
 *
 * <p>An answer that is not what was asked for is a {@code JobFailure} with its reason, never an empty page. Calls block and end within
 * the adapter's own time-outs.
 */
public interface CatalogueFeed extends Adapter {

    /**
     * A page of at most 1,000 offers, each code and each product once.
     *
     * @param cursor of the page before; empty for the first one
     */
    OfferPage page(ShopAccess shop, String cursor) throws InterruptedException;

    /**
     * Those of these offers that the marketplace knows, by whichever list: what it leaves out is not there.
     *
     * @param codes 1 to 1,000
     */
    List<Offer> byCode(ShopAccess shop, List<String> codes) throws InterruptedException;
}
