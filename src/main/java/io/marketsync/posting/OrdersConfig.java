package io.marketsync.posting;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How {@code orders.pull} reads a shop. */
@ConfigMapping(prefix = "marketsync.orders")
public interface OrdersConfig {

    /**
     * How far before its watermark a feed is read again. Covers clocks that differ and postings that a marketplace shows late.
     * Too small loses such postings, too large reads pages that are unchanged.
     */
    @WithDefault("PT10M")
    Duration overlap();

    /** How far back the first pull of a shop goes. At most 364 days: Ozon refuses more than a year. */
    @WithDefault("P90D")
    Duration lookback();

    /**
     * How long after its birth a posting of a feed without change dates is read again. Too small misses late cancellations,
     * too large costs a call per hundred postings born in it, with every pull.
     */
    @WithDefault("P14D")
    Duration sweep();

    /** Pages of one feed in one attempt; more is a failure, because a feed that never ends must not look like success. */
    @WithDefault("2000")
    int pageCap();

    /** Postings on hold that one pull asks for by number. Each costs a call. */
    @WithDefault("50")
    int heldPerPull();

    /**
     * How long a list of all postings under way stays unread after it was read whole. Too small pays for it with most pulls, too large
     * leaves a posting that other lists missed unknown for as long.
     */
    @WithDefault("PT15M")
    Duration openEvery();

    /**
     * How long a posting under way that is older than {@code sweep} is left alone before it is asked for by number. Too small pays a
     * call each time for postings that hardly change, too large tells late of a cancellation on the way.
     */
    @WithDefault("PT6H")
    Duration checkEvery();

    /** Such postings that one pull asks for, those checked longest ago first. Each costs a call. */
    @WithDefault("50")
    int checkedPerPull();

    /**
     * How long {@code orders.backfill} reads before it makes room for other jobs of its queue. Too small reads a day at a time, too large makes a
     * pause wait.
     */
    @WithDefault("PT1M")
    Duration backfillTurn();
}
