package io.marketsync.simulator.world;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Randomness as a pure function of its key: the same key always throws the same sequence, in any process and in any order.
 * An instance belongs to one thread.
 */
public final class Dice {

    private final SplittableRandom random;

    private Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public static Dice of(long... key) {
        long seed = 0x9E3779B97F4A7C15L;
        for (long part : key) {
            seed = mix(seed ^ part) + 0x9E3779B97F4A7C15L;
        }
        return new Dice(seed);
    }

    /** Both ends inclusive. */
    public int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    public long nextLong() {
        return random.nextLong();
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    public <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** The finaliser of MurmurHash3: every input bit reaches every output bit. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }
}
