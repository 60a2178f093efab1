package io.marketsync.bench.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import io.marketsync.bench.contender.Body;
import io.marketsync.bench.contender.Work;

/** Watches jobs start: after how many one is done, and how long those waited that say when they were asked for. */
final class Starts implements Body {

    private final int skipped;
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch skippedStarted;
    private final CountDownLatch askedStarted;
    private final CountDownLatch started;
    private final Histogram waits = new ConcurrentHistogram(3);
    private volatile Instant firstAt;
    private volatile long first;
    private volatile long from;
    private volatile long until;

    private Starts(int skipped, int counted, int asked) {
        this.skipped = skipped;
        this.skippedStarted = new CountDownLatch(skipped);
        this.started = new CountDownLatch(skipped + counted);
        this.askedStarted = new CountDownLatch(asked);
    }

    static Starts of(int jobs) {
        return new Starts(0, jobs, 0);
    }

    /** The first ones are a warm-up. */
    static Starts after(int skipped, int counted) {
        return new Starts(skipped, counted, 0);
    }

    /** Of jobs that say when they were asked for; others may run beside them. */
    static Starts ofAsked(int asked, int skipped) {
        return new Starts(skipped, 0, asked);
    }

    @Override
    public void run(Work work) throws InterruptedException {
        long now = System.nanoTime();
        int number = count.incrementAndGet();
        if (number == 1) {
            firstAt = Instant.now();
            first = now;
        }
        if (number == skipped + 1) {
            from = now;
        }
        until = now;
        if (work.asked() != 0) {
            waits.recordValue(Math.max(0, now - work.asked()) / 1000);
            askedStarted.countDown();
        }
        if (work.millis() > 0) {
            TimeUnit.MILLISECONDS.sleep(work.millis());
        }
        skippedStarted.countDown();
        started.countDown();
    }

    void awaitWarm() throws InterruptedException {
        skippedStarted.await();
    }

    void awaitAll() throws InterruptedException {
        started.await();
        askedStarted.await();
    }

    boolean awaitAll(Duration atMost) throws InterruptedException {
        return started.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    Histogram waits() {
        return waits;
    }

    Instant firstAt() {
        return firstAt;
    }

    /** Since the last one that was skipped; of all when so few started that none could be. */
    double perSecond() {
        int all = count.get() - 1;
        boolean warm = all > skipped;
        int counted = warm ? all - skipped : all;
        return counted <= 0 ? 0 : counted / ((until - (warm ? from : first)) / 1e9);
    }
}
