package io.marketsync.bench.measure;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.marketsync.bench.Machine;
import io.marketsync.bench.contender.Contender;
import io.marketsync.bench.contender.RunningPools;
import io.marketsync.bench.contender.Work;

/** All jobs of a queue from the first start to the last end that is recorded. */
record Drain(double perSecond, double cpuMicros) {

    private static final int WARM_UP = 3_000;

    /** Compiles what is hot, and leaves finished jobs behind. */
    static void warmUp(Contender contender) throws InterruptedException {
        of(contender, WARM_UP);
    }

    static List<Work> nothings(int jobs) {
        return IntStream.range(0, jobs).mapToObj(Work::nothing).toList();
    }

    static Drain of(Contender contender, int jobs) throws InterruptedException {
        contender.clear();
        contender.enqueueAll(nothings(jobs));
        contender.analyze();
        contender.checkpoint();
        Starts starts = Starts.of(jobs);
        long cpu = Machine.cpuTime();
        try (RunningPools pools = contender.start(Contender.SLOTS, starts)) {
            starts.awaitAll();
        }
        cpu = Machine.cpuTime() - cpu;
        int finished = contender.finished();
        if (finished != jobs) {
            throw new IllegalStateException(finished + " of " + jobs + " jobs are recorded as finished");
        }
        Duration took = Duration.between(starts.firstAt(), contender.lastEnd());
        return new Drain(jobs / (took.toNanos() / 1e9), cpu / 1000.0 / jobs);
    }
}
