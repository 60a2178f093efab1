package io.marketsync.limit;

import java.time.Duration;

/**
 * A call has to wait longer than its attempt should: for a rate limit, or for a marketplace that is away. The job goes on at that
 * time; nothing failed. Handlers let it pass. Carries no stack trace.
 */
public final class HeldBack extends RuntimeException {

    private final Duration pause;

    /** @param why shown to the seller while the job waits */
    public HeldBack(Duration pause, String why) {
        super(why, null, false, false);
        this.pause = pause;
    }

    public Duration pause() {
        return pause;
    }
}
