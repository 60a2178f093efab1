package io.marketsync.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.marketsync.bench.Figures;
import io.marketsync.bench.Figures.Better;
import io.marketsync.bench.Measurement;
import io.marketsync.bench.contender.Contender;
import io.marketsync.bench.contender.RunningPools;
import io.marketsync.bench.contender.Work;

/** How long jobs wait on a system that is far from full: 4 producers, 150 jobs a second in all. */
public final class PacedWait implements Measurement {

    private static final int PRODUCERS = 4;
    private static final int PER_SECOND = 150;
    private static final int SECONDS = 15;

    @Override
    public String name() {
        return "paced";
    }

    @Override
    public void measure(Contender contender, Figures figures) throws Exception {
        Drain.warmUp(contender);
        contender.clear();
        int each = PER_SECOND * SECONDS / PRODUCERS;
        Starts starts = Starts.ofAsked(each * PRODUCERS, 0);
        long begin = System.nanoTime();
        try (RunningPools pools = contender.start(Contender.SLOTS, starts);
                ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS)) {
            List<Future<Void>> produced = new ArrayList<>();
            for (int producer = 0; producer < PRODUCERS; producer++) {
                int seller = producer;
                produced.add(producers.submit(() -> produce(contender, seller, each)));
            }
            for (Future<Void> one : produced) {
                one.get();
            }
            figures.add("enqueued", "jobs/s", each * PRODUCERS / ((System.nanoTime() - begin) / 1e9), Better.NEITHER);
            starts.awaitAll();
        }
        figures.waits("150 jobs/s of 4 producers, 16 slots", starts.waits());
    }

    private static Void produce(Contender contender, int seller, int jobs) throws InterruptedException {
        Pace pace = new Pace(Duration.ofSeconds(1).multipliedBy(PRODUCERS).dividedBy(PER_SECOND));
        for (int i = 0; i < jobs; i++) {
            contender.enqueue(new Work(seller + i * PRODUCERS % Contender.SELLERS, 0, System.nanoTime()));
            pace.await();
        }
        return null;
    }
}
