package io.marketsync.workers.cron;

import java.util.Locale;

/** How a tick ended. The words are labels of metrics, and stored. */
enum TickResult {
    /** Jobs were stored. */
    ENQUEUED,
    /** What it asked for was waiting or running already. */
    JOINED,
    /** Something did not fit and was not stored. */
    SHED,
    /** No shop was due. */
    NOTHING,
    /** It was missed, or is paused. */
    SKIPPED,
    /** Nothing of it was committed. */
    FAILED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
