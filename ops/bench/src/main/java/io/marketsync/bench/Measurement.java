package io.marketsync.bench;

import java.time.Duration;

import io.marketsync.bench.contender.Contender;

/** One thing to know about an engine. Measured for each contender by itself, after a warm-up of its own, on an empty queue. */
public interface Measurement {

    /** What {@code ops/dev/bench engine} calls it. */
    String name();

    /** Then it is abandoned; what it had found until then stands. */
    default Duration limit() {
        return Duration.ofMinutes(3);
    }

    void measure(Contender contender, Figures figures) throws Exception;
}
