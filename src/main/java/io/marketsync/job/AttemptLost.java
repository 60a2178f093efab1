package io.marketsync.job;

import java.util.UUID;

/** This attempt no longer owns its job (orphaned, cancelled, limit passed): its work is refused, another attempt decides. */
public final class AttemptLost extends RuntimeException {

    public AttemptLost(UUID job, int attempt) {
        super(
                "attempt " + attempt + " of job " + job + " no longer owns it; its last page was rolled back",
                null,
                false,
                false);
    }
}
