package io.marketsync.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.marketsync.bench.Figures;
import io.marketsync.bench.Figures.Better;
import io.marketsync.bench.Machine;
import io.marketsync.bench.Measurement;
import io.marketsync.bench.contender.Contender;
import io.marketsync.bench.contender.Work;

/** How fast jobs can be put into a queue that nobody serves, by one thread. */
public final class EnqueueRate implements Measurement {

    private static final int SINGLE = 3_000;
    private static final int BULK = 20_000;
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "enqueue";
    }

    @Override
    public void measure(Contender contender, Figures figures) {
        Rate single = rate(contender, Drain.nothings(SINGLE), works -> works.forEach(contender::enqueue));
        figures.add("one by one, a commit each", "jobs/s", single.perSecond, Better.HIGHER);
        figures.add("one by one, CPU time of the JVM", "µs", single.cpuMicros, Better.LOWER);
        Rate bulk = rate(contender, Drain.nothings(BULK), contender::enqueueAll);
        figures.add("20,000 at once", "jobs/s", bulk.perSecond, Better.HIGHER);
        figures.add("20,000 at once, CPU time of the JVM", "µs", bulk.cpuMicros, Better.LOWER);
    }

    private record Rate(double perSecond, double cpuMicros) {}

    /** Medians of several rounds after a first. */
    private static Rate rate(Contender contender, List<Work> works, Consumer<List<Work>> enqueue) {
        enqueue.accept(works);
        List<Rate> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(once(contender, works, enqueue));
        }
        return new Rate(
                Median.of(rounds.stream().mapToDouble(Rate::perSecond)),
                Median.of(rounds.stream().mapToDouble(Rate::cpuMicros)));
    }

    private static Rate once(Contender contender, List<Work> works, Consumer<List<Work>> enqueue) {
        contender.clear();
        contender.checkpoint();
        long cpu = Machine.cpuTime();
        long start = System.nanoTime();
        enqueue.accept(works);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Rate(works.size() / seconds, (Machine.cpuTime() - cpu) / 1000.0 / works.size());
    }
}
