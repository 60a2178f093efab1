package io.marketsync.breaker;

import java.time.Duration;
import java.util.Locale;

/**
 * Whether a marketplace is called, as all processes know it.
 *
 * @param reason why it was opened last; null when it never was
 * @param probeIn until the next call that looks whether it is back; zero when that is due, or nobody looks
 * @param rampLeft how long calls are still fewer than allowed
 * @param failedProbes since it was opened
 */
public record Breaker(
        String marketplace, State state, String reason, Duration probeIn, Duration rampLeft, int failedProbes) {

    /** The words are a database format, a metric label and part of the API. */
    public enum State {
        /** Called as the limits allow. */
        CLOSED,
        /** Not called, but by canaries. */
        OPEN,
        /** Called again, by and by as often as the limits allow. */
        RAMPING;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    static Breaker closed(String marketplace) {
        return new Breaker(marketplace, State.CLOSED, null, Duration.ZERO, Duration.ZERO, 0);
    }
}
