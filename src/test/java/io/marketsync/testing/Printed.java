package io.marketsync.testing;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

import io.marketsync.job.Kind;

/**
 * What tests print on purpose: figures that README and {@code ops/dev/drill} quote and no test may judge, because machines differ;
 * and seeds, so that a failure can be repeated. Everything else is asserted.
 */
public final class Printed {

    /** Tag of tests that print costs, and pin them: {@code ops/dev/costs} runs those and no others. */
    public static final String COSTS = "costs";

    private Printed() {}

    /** One line. */
    public static void figure(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /**
     * What so many items cost a job of a kind, for the table of {@code ops/dev/costs}.
     *
     * @param calls requests that the marketplace gets
     */
    public static void cost(Kind<?> kind, long items, String unit, long calls, long statements) {
        cost(kind.name(), items, unit, calls, statements);
    }

    /** The same of what goes by a name of its own and is no kind. */
    public static void cost(String name, long items, String unit, long calls, long statements) {
        figure("cost %s %d %s %d %d", name, items, unit, calls, statements);
    }

    /** Of this run: given by the property, or by chance. */
    public static long seed(Class<?> test, String property) {
        long seed = Long.getLong(property, ThreadLocalRandom.current().nextLong());
        figure("%s: seed %d (-D%s)", test.getSimpleName(), seed, property);
        return seed;
    }

    /** The seed of this run. */
    public static long seed(Class<?> test, long seed) {
        figure("%s: seed %d", test.getSimpleName(), seed);
        return seed;
    }
}
