package io.marketsync.simulator;

import java.util.concurrent.ThreadLocalRandom;

/** A new seed for every run, printed, and repeatable with {@code -Dsimulator.seed=N}. */
public final class Seeds {

    private Seeds() {}

    public static long next(Class<?> test) {
        long seed = Long.getLong("simulator.seed", ThreadLocalRandom.current().nextLong());
        System.out.println(test.getSimpleName() + " seed " + seed);
        return seed;
    }
}
