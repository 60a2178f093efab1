package io.marketsync.api.webhook;

import java.util.Locale;

/** What became of a call. A metric label. */
enum WebhookResult {
    STORED,
    /** Kept, and nothing follows: it tells of no posting. */
    IGNORED,
    DUPLICATE,
    PING,
    /** From a network that is not the marketplace's. */
    FOREIGN,
    /** No shop has this path, any longer or at all. */
    UNKNOWN_PATH,
    GARBLED,
    /** More of this shop wait than are kept. */
    FULL;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
