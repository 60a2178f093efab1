package io.marketsync.offer;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

/** The adapters of this process, by marketplace. */
public final class CatalogueFeeds {

    private final Map<String, CatalogueFeed> byMarketplace;

    public CatalogueFeeds(Collection<? extends CatalogueFeed> feeds) {
        this.byMarketplace =
                feeds.stream().collect(Collectors.toUnmodifiableMap(CatalogueFeed::marketplace, Function.identity()));
    }

    public CatalogueFeed of(String marketplace) {
        CatalogueFeed feed = byMarketplace.get(marketplace);
        if (feed == null) {
            throw new JobFailure(Reason.BUG, "This version has no adapter for the marketplace " + marketplace + ".");
        }
        return feed;
    }
}
