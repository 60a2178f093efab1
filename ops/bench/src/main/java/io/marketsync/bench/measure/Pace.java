package io.marketsync.bench.measure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Beats at a fixed distance from the first, however long what is done between them takes. */
final class Pace {

    private final long nanos;
    private long next = System.nanoTime();

    Pace(Duration distance) {
        this.nanos = distance.toNanos();
    }

    void await() throws InterruptedException {
        next += nanos;
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }
}
