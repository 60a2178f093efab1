package io.marketsync.testing.wrong.job;

import io.marketsync.testing.wrong.failure.ImportsUpward;

/** May import what is below it; the cycle is the other's fault. */
public final class Innocent {

    private ImportsUpward failure;

    public void failure(ImportsUpward failure) {
        this.failure = failure;
    }

    @Override
    public String toString() {
        return "" + failure;
    }
}
