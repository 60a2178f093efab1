package io.marketsync.bench.measure;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

import io.marketsync.bench.Figures;
import io.marketsync.bench.Figures.Better;
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
        List<Work> few = Drain.nothings(SINGLE);
        figures.add(
                "one by one, a commit each",
                "jobs/s",
                rate(contender, few, works -> works.forEach(contender::enqueue)),
                Better.HIGHER);
        figures.add(
                "20,000 at once",
                "jobs/s",
                rate(contender, Drain.nothings(BULK), contender::enqueueAll),
                Better.HIGHER);
    }

    private static double rate(Contender contender, List<Work> works, Consumer<List<Work>> enqueue) {
        enqueue.accept(works);
        return Median.of(
                DoubleStream.generate(() -> once(contender, works, enqueue)).limit(ROUNDS));
    }

    private static double once(Contender contender, List<Work> works, Consumer<List<Work>> enqueue) {
        contender.clear();
        contender.checkpoint();
        long start = System.nanoTime();
        enqueue.accept(works);
        return works.size() / ((System.nanoTime() - start) / 1e9);
    }
}
