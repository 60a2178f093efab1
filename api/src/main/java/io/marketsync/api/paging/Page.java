package io.marketsync.api.paging;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One page of a list. No totals: counting a long list costs more than reading a page of it. */
public record Page<T>(
        List<T> items, @Schema(nullable = true) String nextCursor, boolean hasMore) {

    public Page {
        items = List.copyOf(items);
    }
}
