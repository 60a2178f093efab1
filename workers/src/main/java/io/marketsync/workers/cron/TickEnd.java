package io.marketsync.workers.cron;

/**
 * What a tick came to.
 *
 * @param stored jobs of it
 * @param left ticks that did not fit and are tried again
 */
record TickEnd(TickResult result, int stored, int left) {

    static final TickEnd SKIPPED = new TickEnd(TickResult.SKIPPED, 0, 0);
}
