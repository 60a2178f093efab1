package io.marketsync.stock;

import java.time.Duration;

import io.marketsync.push.ScriptedWriter;

/** A marketplace of stock that does as a test says. */
public final class ScriptedStocks extends ScriptedWriter<StockPair, StockItem, Integer> implements StockWriter {

    public ScriptedStocks() {
        super(100, StockItem::pair, StockItem::stock);
    }

    @Override
    public Duration pacing() {
        return Duration.ofSeconds(30);
    }
}
