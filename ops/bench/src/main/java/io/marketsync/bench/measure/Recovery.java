package io.marketsync.bench.measure;

import java.time.Duration;

import io.marketsync.bench.Figures;
import io.marketsync.bench.Figures.Better;
import io.marketsync.bench.Measurement;
import io.marketsync.bench.contender.Contender;
import io.marketsync.bench.contender.RunningPools;

/**
 * From kill -9 of a process to the start of its last job in another that was up all the time. The killed one was up first, so it
 * was JobRunr's master. The other starts as soon as the jobs are held: how long a heartbeat was ago at the kill is left to chance.
 */
public final class Recovery implements Measurement {

    private static final int JOBS = 8;
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(4);
    }

    @Override
    public void measure(Contender contender, Figures figures) throws Exception {
        Drain.warmUp(contender);
        for (int round = 1; round <= ROUNDS; round++) {
            double took = killed(contender);
            figures.add("kill -9 to all 8 jobs started, round " + round, "s", took, Better.LOWER);
        }
    }

    private static double killed(Contender contender) throws Exception {
        contender.clear();
        contender.enqueueAll(Drain.nothings(JOBS));
        Starts starts = Starts.of(JOBS);
        try (Hostage hostage = Hostage.of(contender)) {
            hostage.awaitHeld(JOBS);
            try (RunningPools pools = contender.start(Contender.SLOTS, starts)) {
                long start = System.nanoTime();
                hostage.kill();
                starts.awaitAll();
                return (System.nanoTime() - start) / 1e9;
            }
        }
    }
}
