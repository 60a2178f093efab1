package io.marketsync.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When the postings of a shop are placed: {@code initial} of them spread over the {@link #HISTORY} after {@code epoch}, then as
 * its {@code buyers} come. Times grow strictly with the index of an order.
 */
public record Demand(Instant epoch, int initial, Buyers buyers) {

    public static final Duration HISTORY = Duration.ofDays(30);

    /** Below four seconds between orders, jitter could turn their order around. */
    public static final int MOST_INITIAL = (int) HISTORY.toSeconds() / 4;

    /** Far beyond any clock setting; the book stops looking for arrivals there. */
    private static final Instant NEVER = Instant.MAX;

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** With buyers of the ordinary kind, one in each {@code interval}. */
    public Demand(Instant epoch, int initial, Duration interval) {
        this(epoch, initial, Buyers.every(interval));
    }

    boolean inHistory(int index) {
        return index < initial;
    }

    Instant placedAt(Dice dice, int index) {
        if (inHistory(index)) {
            Instant slot = epoch.plus(HISTORY.multipliedBy(index).dividedBy(initial));
            return inSeconds(dice, slot, HISTORY.dividedBy(initial));
        }
        Duration interval = buyers.arrival();
        if (interval.isZero()) {
            return NEVER;
        }
        Instant slot = epoch.plus(HISTORY).plus(interval.multipliedBy(index - initial + 1L));
        return interval.compareTo(SECOND) < 0 ? inMillis(dice, slot, interval) : inSeconds(dice, slot, interval);
    }

    private static Instant inSeconds(Dice dice, Instant slot, Duration spacing) {
        long jitter = dice.between(0, (int) (spacing.toSeconds() / 2));
        long millis = dice.chance(0.5) ? dice.between(1, 999) : 0;
        return slot.truncatedTo(ChronoUnit.SECONDS).plusSeconds(jitter).plusMillis(millis);
    }

    /** Several orders share a second, so a slot keeps its milliseconds. */
    private static Instant inMillis(Dice dice, Instant slot, Duration spacing) {
        return slot.truncatedTo(ChronoUnit.MILLIS).plusMillis(dice.between(0, spacing.toMillisPart() / 2));
    }
}
