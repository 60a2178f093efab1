package io.marketsync.simulator.limit;

import java.util.ArrayDeque;

/** The most calls that ever fell into any window of one length. Holds one window of time stamps, no more. */
final class SlidingMaximum {

    private final long windowNanos;
    private final ArrayDeque<Long> window = new ArrayDeque<>();
    private int most;

    SlidingMaximum(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    void arrived(long nanos) {
        while (!window.isEmpty() && nanos - window.peekFirst() >= windowNanos) {
            window.removeFirst();
        }
        window.addLast(nanos);
        most = Math.max(most, window.size());
    }

    int most() {
        return most;
    }
}
