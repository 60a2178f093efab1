package io.marketsync.permit;

import java.time.Duration;

import io.marketsync.telemetry.PermitMetrics;

/** A call that may be sent now. Without an answer it keeps its permits as if it arrived at the last moment that it can. */
public final class Pass {

    private final Permits permits;
    private final PermitMetrics metrics;
    private final String marketplace;
    private final Ask ask;
    private final int left;

    Pass(Permits permits, PermitMetrics metrics, String marketplace, Ask ask, int left) {
        this.permits = permits;
        this.metrics = metrics;
        this.marketplace = marketplace;
        this.ask = ask;
        this.left = left;
    }

    /** The answer is here, so the call has arrived. From here its permits come back. */
    public void answered() {
        permits.answered(ask, Duration.ZERO);
    }

    /**
     * What the marketplace says is left of the budget that binds most. Where that is less than what we think, somebody else uses
     * the key, or the limit is lower than ours: what is missing counts as used.
     */
    public void remaining(int remaining) {
        ask.narrowestWithBudget().ifPresent(level -> {
            int missing = left - remaining;
            if (missing > overtaken(level)) {
                permits.charge(level, missing);
            }
        });
    }

    /** The call cost more than was thought. */
    public void cost(int more) {
        ask.narrowestWithBudget().ifPresent(level -> permits.charge(level, more));
    }

    /** The marketplace asks to wait: nobody calls there until then. */
    public void hold(Level level, Duration pause) {
        metrics.limited(marketplace);
        permits.hold(level, pause, Duration.ZERO);
    }

    /** As many calls may have been sent after this one and have arrived before it. */
    private static int overtaken(Level level) {
        return Math.max(2, level.budgets().getFirst().permits() / 4);
    }
}
