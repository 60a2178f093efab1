package io.marketsync.simulator.world;

import java.time.Duration;

/**
 * How the buyers of every shop behave after the history.
 *
 * @param arrival one new posting per shop in this time, whole milliseconds; zero for none
 * @param pace so many times faster than in life their postings are paid, packed, split, cancelled and on the road, 1 to 1000
 * @param looking whether they order only what the marketplace shows to be free
 */
public record Buyers(Duration arrival, int pace, boolean looking) {

    private static final int MOST_PACE = 1_000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    public Buyers {
        if (arrival.isNegative() || arrival.getNano() % NANOS_PER_MILLI != 0) {
            throw new IllegalArgumentException("arrival must be 0 or more, in whole milliseconds");
        }
        if (pace < 1 || pace > MOST_PACE) {
            throw new IllegalArgumentException("pace must be 1 to " + MOST_PACE);
        }
    }

    /** Buyers who take their time and order whatever they like. */
    public static Buyers every(Duration arrival) {
        return new Buyers(arrival, 1, false);
    }

    public Buyers withArrival(Duration value) {
        return new Buyers(value, pace, looking);
    }

    public Buyers withPace(int value) {
        return new Buyers(arrival, value, looking);
    }

    public Buyers withLooking(boolean value) {
        return new Buyers(arrival, pace, value);
    }
}
