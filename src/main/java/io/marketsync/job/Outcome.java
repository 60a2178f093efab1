package io.marketsync.job;

import java.util.Locale;

/** How the items of a job ended that ran to its end, apart from how the run ended. A database format. */
public enum Outcome implements Ending {
    OK,
    /** Some items could not be done, or the soft limit came first; what was done is kept. */
    PARTIAL,
    FAILED,
    /** There was nothing to do. */
    NOTHING;

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
