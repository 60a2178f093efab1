package io.marketsync.simulator;

import java.time.Duration;
import java.time.Instant;

import io.marketsync.simulator.world.TimeSource;

/** Real time that stands still until a test moves it. */
public final class ManualTime implements TimeSource {

    private volatile Instant now;
    private volatile long nanos = 1;

    public ManualTime(Instant now) {
        this.now = now;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    public void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }
}
