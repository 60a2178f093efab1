package io.marketsync.failure;

import java.time.Duration;
import java.util.Optional;

/**
 * An attempt cannot go on, for a known reason. The message is shown to the seller and stored: it says what happened and what to
 * do, and never holds a secret, personal data or a marketplace's body. Carries no stack trace: the reason says more.
 */
public final class JobFailure extends RuntimeException {

    private final Reason reason;
    private final Duration retryAfter;

    public JobFailure(Reason reason, String message) {
        this(reason, message, null, null);
    }

    public JobFailure(Reason reason, String message, Duration retryAfter, Throwable cause) {
        super(message, cause, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** How long the marketplace asked us to wait, if it did. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
