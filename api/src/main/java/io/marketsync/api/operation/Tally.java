package io.marketsync.api.operation;

/**
 * How many operations are in which status, and of the finished ones how they came out; the rest failed.
 *
 * @param started one of them did, at some time
 */
record Tally(
        int total,
        int waiting,
        int running,
        int finished,
        int dead,
        int well,
        int nothing,
        int partial,
        boolean started) {

    boolean done() {
        return waiting + running == 0;
    }

    int cancelled() {
        return total - waiting - running - finished - dead;
    }

    /** They run from the first start to the last end, also while none runs at the moment. */
    String status() {
        if (!done()) {
            return running > 0 || started || finished + dead > 0 ? "running" : "waiting";
        }
        if (cancelled() == total) {
            return "cancelled";
        }
        return dead == total ? "dead" : "finished";
    }

    /** Null until all have ended. */
    String outcome() {
        if (!done() || cancelled() == total) {
            return null;
        }
        if (well + nothing == total) {
            return well == 0 ? "nothing" : "ok";
        }
        return well + nothing + partial == 0 ? "failed" : "partial";
    }

    /** A dead one may be retried: so it is not completed, and what is completed never becomes less. */
    int completed() {
        return finished + cancelled();
    }
}
