package io.marketsync.marketplace.ozon;

import java.time.Duration;
import java.util.List;

import io.marketsync.permit.Level;

/** Ozon asks to wait: for one method, for all of a credential, or it does not say for what. */
record OzonLimit(Duration pause, Of of) {

    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);

    /** What Ozon means. */
    enum Of {
        METHOD,
        CREDENTIAL,
        /** The narrowest that has a budget. */
        NARROWEST
    }

    /** It is not that too much was asked: Ozon cannot do what was asked. */
    boolean overloaded() {
        return of == Of.METHOD;
    }

    Level level(List<Level> levels) {
        return switch (of) {
            case METHOD -> levels.getLast();
            case CREDENTIAL -> levels.get(levels.size() - 2);
            case NARROWEST -> levels.getLast().budgets().isEmpty() ? levels.get(levels.size() - 2) : levels.getLast();
        };
    }

    /** @param refused how often this call was refused before: who asks again and again waits longer, whatever Ozon says */
    Duration pause(int refused) {
        Duration backoff = Duration.ofSeconds(1L << Math.min(refused, 6)).minusSeconds(1);
        Duration longer = backoff.compareTo(LONGEST_BACKOFF) < 0 ? backoff : LONGEST_BACKOFF;
        return pause.compareTo(longer) < 0 ? longer : pause;
    }
}
