package io.marketsync.workers;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.queue.RunningAttempts;

/**
 * Ends attempts at their hard limit, ten times a second: what follows is decided by the kind's retries, the slot is free at once,
 * and what the thread still does is refused. A thread cannot be killed in a JVM: one that heeds no interrupt works on, and when
 * more than a few do, or memory stays full or ran out, the process asks to be ended. One thread of the process.
 */
final class Watchdog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final double FULL = 0.9;

    private final Workshop shared;
    private final int mostStuck;
    private final Duration memoryFullFor;
    private final Runnable broken;
    private final Semaphore stop = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().name("watchdog").daemon().unstarted(this::run);
    private long fullSince;
    private boolean asked;

    /** @param broken called once when this process should drain and end */
    Watchdog(Workshop shared, PoolsConfig config, Runnable broken, MeterRegistry registry) {
        this.shared = shared;
        this.mostStuck = config.maxStuckThreads();
        this.memoryFullFor = config.memoryFullFor();
        this.broken = broken;
        Gauge.builder("marketsync.pool.stuck", shared.running(), RunningAttempts::stuck)
                .description("Threads that work on although their attempt is no longer waited for")
                .register(registry);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stop.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                turn();
            }
        } catch (InterruptedException stopped) {
            // the process ends
        }
    }

    private void turn() {
        try {
            shared.running().all().stream()
                    .filter(RunningAttempts.Running::overdue)
                    .filter(RunningAttempts.Running::end)
                    .forEach(this::endOverdue);
            askToEndWhenBroken();
        } catch (RuntimeException | Error e) {
            tell(e);
        }
    }

    private static void tell(Throwable failed) {
        try {
            LOG.error("the watchdog failed and goes on", failed);
        } catch (OutOfMemoryError full) {
            // no room to say so
        }
    }

    private void endOverdue(RunningAttempts.Running attempt) {
        shared.running().abandon(attempt);
        shared.completions().add(shared.runner().overdue(attempt.job()));
    }

    private void askToEndWhenBroken() {
        if (asked) {
            return;
        }
        int stuck = shared.running().stuck();
        if (stuck > mostStuck) {
            askToEnd(stuck + " threads heed no interrupt");
        } else if (shared.runner().ranOutOfMemory()) {
            askToEnd("an attempt ran out of memory, and others may have missed theirs");
        } else if (memoryStaysFull()) {
            askToEnd("memory has been full for " + memoryFullFor.toSeconds() + " s");
        }
    }

    private void askToEnd(String why) {
        asked = true;
        try {
            LOG.error("{}: this process drains and ends; its supervisor should start it again", why);
        } finally {
            broken.run();
        }
    }

    private boolean memoryStaysFull() {
        long now = System.nanoTime();
        if (!full()) {
            fullSince = 0;
        } else if (fullSince == 0) {
            fullSince = now;
        }
        return fullSince != 0 && now - fullSince > memoryFullFor.toNanos();
    }

    /** What collections could not free, over the whole heap: collectors divide it differently. */
    private static boolean full() {
        long left = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage collected = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            left += collected == null ? 0 : collected.getUsed();
        }
        return left > FULL * Runtime.getRuntime().maxMemory();
    }

    @Override
    public void close() {
        stop.release();
    }
}
