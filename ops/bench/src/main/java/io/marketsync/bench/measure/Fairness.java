package io.marketsync.bench.measure;

import java.time.Duration;

import org.HdrHistogram.Histogram;

import io.marketsync.bench.Figures;
import io.marketsync.bench.Measurement;
import io.marketsync.bench.contender.Contender;
import io.marketsync.bench.contender.RunningPools;
import io.marketsync.bench.contender.Work;

/** What a seller with a job now and then feels of another who has 100,000 waiting. */
public final class Fairness implements Measurement {

    private static final int BUSY = 0;
    private static final int QUIET = 1;
    private static final int BACKLOG = 100_000;
    private static final int JOB_MILLIS = 5;
    private static final int WARM_UP = 2_000;
    private static final int PROBES = 100;
    private static final Duration PAUSE = Duration.ofMillis(100);

    @Override
    public String name() {
        return "fairness";
    }

    /** A queue that is first come, first served has to run the whole backlog first. */
    @Override
    public Duration limit() {
        return Duration.ofMinutes(5);
    }

    @Override
    public void measure(Contender contender, Figures figures) throws InterruptedException {
        Drain.warmUp(contender);
        contender.clear();
        figures.waits("a quiet seller alone", probed(contender, 0));
        contender.fill(BACKLOG, new Work(BUSY, JOB_MILLIS, 0), false);
        contender.analyze();
        contender.checkpoint();
        figures.waits("beside 100,000 jobs of another", probed(contender, WARM_UP));
    }

    private static Histogram probed(Contender contender, int warmUp) throws InterruptedException {
        Starts starts = Starts.ofAsked(PROBES, warmUp);
        try (RunningPools pools = contender.start(Contender.SLOTS, starts)) {
            starts.awaitWarm();
            Pace pace = new Pace(PAUSE);
            for (int i = 0; i < PROBES; i++) {
                contender.enqueue(new Work(QUIET, 0, System.nanoTime()));
                pace.await();
            }
            starts.awaitAll();
        }
        return starts.waits();
    }
}
