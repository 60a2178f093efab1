package io.marketsync.retry;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

/**
 * When a failed attempt is tried again: never for auth and rejected (a repeat changes nothing and may block the key), otherwise
 * with exponential backoff and full jitter above half, and not before the marketplace's own Retry-After.
 *
 * @param maxAttempts attempts in all, the first included
 * @param first backoff after the first failure
 * @param longest cap of the backoff; Retry-After may exceed it
 */
public record RetryPolicy(int maxAttempts, Duration first, Duration longest) {

    public static final RetryPolicy DEFAULT = new RetryPolicy(5, Duration.ofSeconds(5), Duration.ofMinutes(5));

    public RetryPolicy {
        if (maxAttempts < 1 || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("need maxAttempts >= 1 and 0 <= first <= longest");
        }
    }

    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(attempts, first, longest);
    }

    /** The wait before the next attempt, empty when there is none. {@code attempts} counts those made, at least 1. */
    public Optional<Duration> next(int attempts, Throwable failure, RandomGenerator random) {
        if (attempts >= maxAttempts || !isWorthRepeating(reasonOf(failure))) {
            return Optional.empty();
        }
        Duration backoff = backoff(attempts, random);
        return Optional.of(retryAfter(failure)
                .filter(asked -> asked.compareTo(backoff) > 0)
                .orElse(backoff));
    }

    public static Reason reasonOf(Throwable failure) {
        return failure instanceof JobFailure known ? known.reason() : Reason.BUG;
    }

    private static Optional<Duration> retryAfter(Throwable failure) {
        return failure instanceof JobFailure known ? known.retryAfter() : Optional.empty();
    }

    private static boolean isWorthRepeating(Reason reason) {
        return reason != Reason.AUTH && reason != Reason.REJECTED;
    }

    private Duration backoff(int attempts, RandomGenerator random) {
        // 2^30 steps of any backoff exceed every cap; the shift must not overflow
        long grown = first.toMillis() << Math.min(attempts - 1, 30);
        long capped = Math.min(grown, longest.toMillis());
        return Duration.ofMillis(capped / 2 + random.nextLong(capped / 2 + 1));
    }
}
