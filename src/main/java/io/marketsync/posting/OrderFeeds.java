package io.marketsync.posting;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

/** The adapters of this process, by marketplace. */
public final class OrderFeeds {

    private final Map<String, OrderFeed> byMarketplace;

    public OrderFeeds(Collection<? extends OrderFeed> feeds) {
        this.byMarketplace =
                feeds.stream().collect(Collectors.toUnmodifiableMap(OrderFeed::marketplace, Function.identity()));
    }

    public OrderFeed of(String marketplace) {
        OrderFeed feed = byMarketplace.get(marketplace);
        if (feed == null) {
            throw new JobFailure(Reason.BUG, "This version has no adapter for the marketplace " + marketplace + ".");
        }
        return feed;
    }
}
