package io.marketsync.simulator.world;

import java.time.Instant;

/** Where real time comes from; a test supplies its own and moves it by hand. */
public interface TimeSource {

    Instant now();

    /** Never runs backwards; only differences mean anything. */
    long nanos();

    static TimeSource system() {
        return new TimeSource() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }
}
