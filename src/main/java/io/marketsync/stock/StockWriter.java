package io.marketsync.stock;

import java.time.Duration;

import io.marketsync.push.ItemWriter;

/** Sets stock at a marketplace. */
public interface StockWriter extends ItemWriter<StockPair, StockItem> {

    /** No two values of a pair within this time. */
    Duration pacing();
}
