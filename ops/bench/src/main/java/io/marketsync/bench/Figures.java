package io.marketsync.bench;

import org.HdrHistogram.Histogram;

/** Takes what a measurement finds, as soon as it finds it. */
public interface Figures {

    enum Better {
        HIGHER,
        LOWER,
        /** No contest: a fact beside the others. */
        NEITHER
    }

    void add(String what, String unit, double value, Better better);

    /** Of waits in microseconds: p50, p95 and p99 in milliseconds. */
    default void waits(String what, Histogram waits) {
        for (int percentile : new int[] {50, 95, 99}) {
            add(what + ", p" + percentile, "ms", waits.getValueAtPercentile(percentile) / 1000.0, Better.LOWER);
        }
    }
}
