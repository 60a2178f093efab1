package io.marketsync.api.paging;

import java.util.List;

/** One page of a list. No totals: counting a long list costs more than reading a page of it. */
public record Page<T>(List<T> items, String nextCursor, boolean hasMore) {

    public Page {
        items = List.copyOf(items);
    }
}
