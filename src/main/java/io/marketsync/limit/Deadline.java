package io.marketsync.limit;

import java.time.Duration;
import java.util.Optional;

/**
 * Until when an attempt is asked to be done (soft) and waited for (hard). Known to whatever its thread calls, so that no statement
 * and no call of a marketplace outlives the attempt it is made for.
 */
public final class Deadline {

    private static final ThreadLocal<Deadline> CURRENT = new ThreadLocal<>();

    private final long soft;
    private final long hard;

    private Deadline(long soft, long hard) {
        this.soft = soft;
        this.hard = hard;
    }

    /** From this moment. */
    public static Deadline in(Duration soft, Duration hard) {
        long now = System.nanoTime();
        return new Deadline(now + soft.toNanos(), now + hard.toNanos());
    }

    /** Of the attempt that this thread runs; empty when it runs none. */
    public static Optional<Deadline> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** From here to {@link #leave} this thread works for the attempt of this deadline. */
    public void enter() {
        CURRENT.set(this);
    }

    public static void leave() {
        CURRENT.remove();
    }

    public boolean softPassed() {
        return System.nanoTime() - soft >= 0;
    }

    public boolean softPassedIn(Duration pause) {
        return System.nanoTime() + pause.toNanos() - soft >= 0;
    }

    public boolean hardPassed() {
        return System.nanoTime() - hard >= 0;
    }

    /** Until the hard limit; zero when it has passed. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, hard - System.nanoTime()));
    }

    /** The time-out for a call: its own, or what is left of the attempt that makes it. At least a millisecond. */
    public static Duration bounded(Duration timeout) {
        Duration left = current().map(Deadline::left).orElse(timeout);
        Duration shorter = left.compareTo(timeout) < 0 ? left : timeout;
        return shorter.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : shorter;
    }
}
