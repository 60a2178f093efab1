package io.marketsync.testing.wrong.failure;

import io.marketsync.testing.wrong.job.Innocent;

/** Breaks the layers, and with {@link Innocent} makes a cycle. */
public final class ImportsUpward {

    public Innocent job() {
        return new Innocent();
    }
}
