package io.marketsync.simulator.world;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that the simulated marketplace believes in: real time plus an offset, or frozen at an instant. Safe for any thread.
 *
 * <p>{@link #ticks()} is what rate limits live on. It follows real time even while the world is frozen, so a budget always
 * refills, and it jumps along whenever the world is moved forward, so a test need not wait for a refill.
 */
public final class WorldClock {

    private record Setting(Duration offset, Instant frozenAt, long skippedNanos) {}

    private final TimeSource real;
    private volatile Setting setting = new Setting(Duration.ZERO, null, 0);

    public WorldClock(TimeSource real) {
        this.real = real;
    }

    public Instant now() {
        Setting current = setting;
        return current.frozenAt() != null ? current.frozenAt() : real.now().plus(current.offset());
    }

    public boolean frozen() {
        return setting.frozenAt() != null;
    }

    public Duration offset() {
        return setting.offset();
    }

    /** Nanoseconds that never run backwards, see the class comment. */
    public long ticks() {
        return real.nanos() + setting.skippedNanos();
    }

    public synchronized void freeze(Instant at) {
        change(at, true);
    }

    /** Sets the time; a frozen clock stays frozen, a running one runs on from there. */
    public synchronized void moveTo(Instant instant) {
        change(instant, frozen());
    }

    public synchronized void advance(Duration by) {
        change(now().plus(by), frozen());
    }

    /** Runs on from the present world time. */
    public synchronized void run() {
        change(now(), false);
    }

    private void change(Instant to, boolean freeze) {
        long jump = Math.max(0, Duration.between(now(), to).toNanos());
        Duration offset = Duration.between(real.now(), to);
        setting = new Setting(offset, freeze ? to : null, setting.skippedNanos() + jump);
    }
}
