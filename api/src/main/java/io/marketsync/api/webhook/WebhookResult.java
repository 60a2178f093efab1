package io.marketsync.api.webhook;

import java.util.Locale;

/** What became of a call. A metric label. */
enum WebhookResult {
    STORED,
    /** It tells of offers, stock or orders of its shop: they are looked at sooner. */
    NOTED,
    /** Kept, and nothing follows: it tells of nothing that is kept here. */
    IGNORED,
    DUPLICATE,
    PING,
    /** From a network that is not the marketplace's. */
    FOREIGN,
    /** No shop has this path, any longer or at all. */
    UNKNOWN_PATH,
    GARBLED,
    /** More of this shop wait than are kept. */
    FULL,
    /** Not kept in time, or too many at once: it is made again. If it is kept after all, that counts too. */
    LATE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
