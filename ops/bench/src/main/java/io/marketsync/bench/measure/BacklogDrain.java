package io.marketsync.bench.measure;

import java.time.Duration;

import io.marketsync.bench.Figures;
import io.marketsync.bench.Figures.Better;
import io.marketsync.bench.Measurement;
import io.marketsync.bench.contender.Contender;
import io.marketsync.bench.contender.RunningPools;
import io.marketsync.bench.contender.Work;

/**
 * How fast jobs start while many wait, of 10,000 sellers: first with statistics from when only finished jobs were there, as after a
 * quiet night and before autovacuum comes by, then with fresh ones.
 */
public final class BacklogDrain implements Measurement {

    private static final int SKIPPED = 500;
    private static final int JOBS = 5_000;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final String name;
    private final int size;

    public BacklogDrain(String name, int size) {
        this.name = name;
        this.size = size;
    }

    @Override
    public String name() {
        return name;
    }

    /** A million rows have to be written first. */
    @Override
    public Duration limit() {
        return Duration.ofMinutes(3).plusMillis(size / 4);
    }

    @Override
    public void measure(Contender contender, Figures figures) throws InterruptedException {
        Drain.warmUp(contender);
        contender.autovacuum(false);
        try {
            contender.analyze();
            contender.fill(size, Work.nothing(0), true);
            contender.checkpoint();
            figures.add("started, stale statistics", "jobs/s", started(contender), Better.HIGHER);
            contender.analyze();
            figures.add("started, fresh statistics", "jobs/s", started(contender), Better.HIGHER);
        } finally {
            contender.autovacuum(true);
            contender.clear();
        }
    }

    /** As many as start in so long, when so many do not. */
    private static double started(Contender contender) throws InterruptedException {
        Starts starts = Starts.after(SKIPPED, JOBS);
        try (RunningPools pools = contender.start(Contender.SLOTS, starts)) {
            starts.awaitAll(LONGEST);
            return starts.perSecond();
        }
    }
}
