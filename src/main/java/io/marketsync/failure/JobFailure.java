package io.marketsync.failure;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An attempt cannot go on, for a known reason. The message is shown to the seller and stored: it says what happened and what to
 * do, and never holds a secret, personal data or a marketplace's body. Carries no stack trace: the reason says more.
 */
public final class JobFailure extends RuntimeException {

    private final Reason reason;
    private final Duration retryAfter;
    private final OptionalInt refusedKey;

    public JobFailure(Reason reason, String message) {
        this(reason, message, null, null);
    }

    public JobFailure(Reason reason, String message, Duration retryAfter, Throwable cause) {
        this(reason, message, retryAfter, cause, OptionalInt.empty());
    }

    private JobFailure(Reason reason, String message, Duration retryAfter, Throwable cause, OptionalInt refusedKey) {
        super(message, cause, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
        this.refusedKey = refusedKey;
    }

    /**
     * The marketplace refuses the key of the job's shop.
     *
     * @param keyVersion tells the key from one that the seller enters meanwhile
     */
    public static JobFailure keyRefused(int keyVersion, String message) {
        return new JobFailure(Reason.AUTH, message, null, null, OptionalInt.of(keyVersion));
    }

    public Reason reason() {
        return reason;
    }

    /** How long the marketplace asked us to wait, if it did. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Which key of the job's shop is to blame; empty when none is. */
    public OptionalInt refusedKey() {
        return refusedKey;
    }
}
