package io.marketsync.bench.measure;

import java.util.ArrayList;
import java.util.List;

import io.marketsync.bench.Figures;
import io.marketsync.bench.Figures.Better;
import io.marketsync.bench.Measurement;
import io.marketsync.bench.contender.Contender;

/** How fast jobs that do nothing are done with: what the engine itself costs. The median of three rounds. */
public final class DrainRate implements Measurement {

    private static final int JOBS = 20_000;
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public void measure(Contender contender, Figures figures) throws InterruptedException {
        Drain.warmUp(contender);
        List<Drain> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(Drain.of(contender, JOBS));
        }
        figures.add(
                "20,000 no-op jobs, 16 slots",
                "jobs/s",
                Median.of(rounds.stream().mapToDouble(Drain::perSecond)),
                Better.HIGHER);
        figures.add(
                "CPU time of the JVM per job",
                "µs",
                Median.of(rounds.stream().mapToDouble(Drain::cpuMicros)),
                Better.LOWER);
    }
}
