package io.marketsync.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When the postings of a shop are placed: {@code initial} of them spread over the {@link #HISTORY} after {@code epoch}, then one
 * per {@code interval}; a zero interval means that no more arrive. Times grow strictly with the index of an order.
 */
public record Demand(Instant epoch, int initial, Duration interval) {

    public static final Duration HISTORY = Duration.ofDays(30);

    /** Below four seconds between orders, jitter could turn their order around. */
    public static final int MOST_INITIAL = (int) HISTORY.toSeconds() / 4;

    /** Far beyond any clock setting; the book stops looking for arrivals there. */
    private static final Instant NEVER = Instant.MAX;

    Instant placedAt(Dice dice, int index) {
        if (index >= initial && interval.isZero()) {
            return NEVER;
        }
        Duration spacing = index < initial ? HISTORY.dividedBy(initial) : interval;
        Instant slot = index < initial
                ? epoch.plus(HISTORY.multipliedBy(index).dividedBy(initial))
                : epoch.plus(HISTORY).plus(interval.multipliedBy(index - initial + 1L));
        long jitter = dice.between(0, (int) (spacing.toSeconds() / 2));
        long millis = dice.chance(0.5) ? dice.between(1, 999) : 0;
        return slot.truncatedTo(ChronoUnit.SECONDS).plusSeconds(jitter).plusMillis(millis);
    }
}
