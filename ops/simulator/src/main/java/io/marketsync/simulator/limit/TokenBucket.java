package io.marketsync.simulator.limit;

/** A budget that refills evenly; starts full. The caller guards it and supplies the time. */
final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    private final double capacity;
    private final double perNano;
    private double tokens;
    private long filledAt;

    TokenBucket(int budget, int divisor, long periodSeconds, long now) {
        this.capacity = Math.max(1, budget / divisor);
        this.perNano = (double) budget / divisor / (periodSeconds * NANOS_PER_SECOND);
        this.tokens = capacity;
        this.filledAt = now;
    }

    void refill(long now) {
        tokens = Math.min(capacity, tokens + (now - filledAt) * perNano);
        filledAt = now;
    }

    boolean empty() {
        return tokens < 1;
    }

    void take() {
        tokens--;
    }

    int remaining() {
        return (int) tokens;
    }

    /** Whole seconds until a token is there, at least 1. */
    int secondsToToken() {
        return (int) Math.max(1, Math.ceil((1 - tokens) / perNano / NANOS_PER_SECOND));
    }
}
