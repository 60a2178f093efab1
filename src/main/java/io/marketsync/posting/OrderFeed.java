package io.marketsync.posting;

import java.util.List;

import io.marketsync.shop.Adapter;
import io.marketsync.shop.ShopAccess;

/**
 * Where postings of a marketplace come from. An answer that is not what was asked for (an error in any dress, a cut or foreign
 * body) is a {@code JobFailure} with its reason, never an empty page. Calls block and end within the adapter's own time-outs.
 */
public interface OrderFeed extends Adapter {

    List<Feed> feeds();

    /** A page of at most 100 postings, each number once. */
    PostingPage page(ShopAccess shop, Feed feed, Window window, String cursor) throws InterruptedException;

    /** One posting as it is now. */
    Posting byNumber(ShopAccess shop, Scheme scheme, String number) throws InterruptedException;
}
