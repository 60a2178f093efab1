package io.marketsync.bench.measure;

import io.marketsync.bench.Figures;
import io.marketsync.bench.Figures.Better;
import io.marketsync.bench.Measurement;
import io.marketsync.bench.contender.Contender;

/** What limits on job starts cost while they do not bind: 20,000 jobs of 10,000 sellers without any, then with 10,000 of them. */
public final class LimiterCost implements Measurement {

    private static final int JOBS = 20_000;
    private static final int KEYS = 10_000;

    @Override
    public String name() {
        return "limiter";
    }

    @Override
    public void measure(Contender contender, Figures figures) throws InterruptedException {
        if (!contender.limitStarts(0)) {
            return;
        }
        Drain.warmUp(contender);
        Drain without = Drain.of(contender, JOBS);
        try {
            contender.limitStarts(KEYS);
            Drain with = Drain.of(contender, JOBS);
            figures.add("drained without limits", "jobs/s", without.perSecond(), Better.HIGHER);
            figures.add("drained under limits of 10,000 keys", "jobs/s", with.perSecond(), Better.HIGHER);
            figures.add(
                    "a limited job takes longer by",
                    "µs",
                    1e6 / with.perSecond() - 1e6 / without.perSecond(),
                    Better.LOWER);
        } finally {
            contender.limitStarts(0);
        }
    }
}
