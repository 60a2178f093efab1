package io.marketsync.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * How many jobs may start: at most {@code perMinute} in any sliding minute, and at most {@code burst} at once after a quiet time.
 * A value: spending gives a new one. Its state is a row of {@code start_limit}, locked by the claim that spends.
 *
 * <p>Starts are counted by whole seconds. A minute touches 61 of them, and all 61 count whole, so the limit holds in every
 * sliding minute and 60/61 of it (98 %) can be used.
 *
 * @param overflow the limit whose unused permits are taken when this one has none
 * @param tokens of the burst, at {@code tokensAt}; they come back at {@code perMinute}
 * @param spent starts in each of the last 61 seconds, the last element in the second {@code spentAt}; shorter when less is known
 */
public record StartLimit(
        String name,
        int perMinute,
        int burst,
        Optional<String> overflow,
        double tokens,
        Instant tokensAt,
        int[] spent,
        long spentAt) {

    private static final int SECONDS = 61;

    public static StartLimit full(String name, int perMinute, int burst, Instant now) {
        return new StartLimit(name, perMinute, burst, Optional.empty(), burst, now, new int[0], now.getEpochSecond());
    }

    /** Permits that may be spent now. */
    public int available(Instant now) {
        return Math.max(0, Math.min((int) tokensAt(now), perMinute - spentUntil(now)));
    }

    /** Spends permits, at most as many as are available. */
    public StartLimit spend(int permits, Instant now) {
        int[] seconds = secondsUntil(now);
        seconds[SECONDS - 1] += permits;
        return new StartLimit(
                name,
                perMinute,
                burst,
                overflow,
                tokensAt(now) - permits,
                latest(now, tokensAt),
                seconds,
                Math.max(spentAt, now.getEpochSecond()));
    }

    /** When a permit may be available that is not available now; never earlier than that, rarely later. */
    public Instant next(Instant now) {
        if (perMinute == 0) {
            return now.plus(Duration.ofMinutes(1));
        }
        return latest(nextToken(now), nextFreeSecond(now));
    }

    private Instant nextToken(Instant now) {
        double missing = 1 - tokensAt(now);
        return missing <= 0 ? now : now.plusNanos((long) Math.ceil(missing * 60e9 / perMinute));
    }

    private Instant nextFreeSecond(Instant now) {
        int[] seconds = secondsUntil(now);
        int over = Arrays.stream(seconds).sum() - perMinute + 1;
        long last = Math.max(spentAt, now.getEpochSecond());
        for (int i = 0; over > 0 && i < SECONDS; i++) {
            over -= seconds[i];
            if (over <= 0) {
                return Instant.ofEpochSecond(last + i + 1);
            }
        }
        return now;
    }

    private double tokensAt(Instant now) {
        double back = Math.max(0, Duration.between(tokensAt, now).toNanos()) * perMinute / 60e9;
        return Math.min(burst, tokens + back);
    }

    private int spentUntil(Instant now) {
        return Arrays.stream(secondsUntil(now)).sum();
    }

    /** Shifted so that the last element is the current second. A clock that went back stays in the latest second known. */
    private int[] secondsUntil(Instant now) {
        long shift = Math.max(0, now.getEpochSecond() - spentAt);
        int[] seconds = new int[SECONDS];
        for (int i = 0; i < spent.length; i++) {
            long at = SECONDS - spent.length + i - shift;
            if (at >= 0) {
                seconds[(int) at] = spent[i];
            }
        }
        return seconds;
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
