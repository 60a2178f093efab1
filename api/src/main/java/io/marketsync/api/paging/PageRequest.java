package io.marketsync.api.paging;

import java.util.Optional;

/** Which page was asked for: at most {@code limit} rows after a keyset, or from the start. */
public record PageRequest(int limit, Optional<Keyset> after, CursorScope scope) {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 100;

    /** Rows to select: one more than shown, which tells whether there is a next page without a count. */
    public int fetchSize() {
        return limit + 1;
    }
}
