package io.marketsync.simulator.limit;

/**
 * The answer to "may this call pass?".
 *
 * @param remaining what {@code Ratelimit-Remaining} says
 * @param retryAfterSeconds 0 when granted
 */
public record Permit(Verdict verdict, int remaining, int retryAfterSeconds) {

    /** Passed, over the budget, or blocked for a while for knocking on regardless. */
    public enum Verdict {
        GRANTED,
        LIMITED,
        CIRCLE_OPEN
    }

    public boolean granted() {
        return verdict == Verdict.GRANTED;
    }
}
