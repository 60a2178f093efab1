package io.marketsync.permit;

import java.time.Duration;

/**
 * So many calls in any sliding window, as the marketplace counts them.
 *
 * @param permits 1 to 1000: each stands in a log
 * @param window from 10 ms to a day
 */
public record Budget(int permits, Duration window) {

    private static final int MOST = 1000;
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);

    public Budget {
        if (permits < 1 || permits > MOST || window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a budget has 1 to 1000 permits in a window of 10 ms to a day, not " + permits + " in " + window);
        }
    }

    /** What calls may use that nobody waits for; at least one, or they would never be made. */
    int background(double share) {
        return Math.max(1, (int) (permits * share));
    }

    long windowMicros() {
        return window.toNanos() / 1000;
    }
}
