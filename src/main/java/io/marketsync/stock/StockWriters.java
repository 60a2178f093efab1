package io.marketsync.stock;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

/** The adapters of this process, by marketplace. */
public final class StockWriters {

    private final Map<String, StockWriter> byMarketplace;

    public StockWriters(Collection<? extends StockWriter> writers) {
        this.byMarketplace =
                writers.stream().collect(Collectors.toUnmodifiableMap(StockWriter::marketplace, Function.identity()));
    }

    public StockWriter of(String marketplace) {
        StockWriter writer = byMarketplace.get(marketplace);
        if (writer == null) {
            throw new JobFailure(Reason.BUG, "This version has no adapter for the marketplace " + marketplace + ".");
        }
        return writer;
    }
}
