package io.marketsync.simulator.stock;

import java.time.Instant;

/** What a warehouse has of a product. {@code oversold} counts units promised to buyers that were never there. */
public record StockLevel(long free, long reserved, long oversold, Instant updatedAt) {

    public long present() {
        return free + reserved;
    }
}
