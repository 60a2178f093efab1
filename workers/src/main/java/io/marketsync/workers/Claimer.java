package io.marketsync.workers;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.jobrunr.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.telemetry.Trouble;

/**
 * The one thread of a pool that claims. Woken by a notification, a freed slot or the poll interval; wake-ups during a claim
 * become one more claim. Stops with {@link #close}; after it nothing is claimed. A failed claim is tried again a second later.
 */
final class Claimer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Claimer.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** How long a freed slot waits for others to be free: jobs that end together are followed by one claim. */
    private static final Duration GATHERED = Duration.ofNanos(300_000);

    /** The time-out of a claim's statements and connection. */
    private static final Duration LONGEST_CLAIM = Duration.ofSeconds(15);

    private final PoolServer pool;
    private final PoolMetrics metrics;
    private final Clock clock;
    private final Duration poll;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Thread thread;
    private volatile boolean open = true;
    /** A slot that becomes free among busy ones may wait for the next; news may not. */
    private final AtomicBoolean news = new AtomicBoolean(true);

    private final Trouble trouble = new Trouble();

    Claimer(PoolServer pool, PoolMetrics metrics, Clock clock, Duration poll) {
        this.clock = clock;
        this.pool = pool;
        this.metrics = metrics;
        this.poll = poll;
        this.thread = Thread.ofPlatform()
                .name("claimer-" + pool.queue().word())
                .daemon()
                .unstarted(this::run);
    }

    void start() {
        pool.onSlotFree(wakeUps::release);
        pool.onWider(this::wake);
        thread.start();
    }

    /** There may be something new. */
    void wake() {
        news.set(true);
        wakeUps.release();
    }

    /** False when the thread has ended, whatever ended it. */
    boolean alive() {
        return thread.isAlive();
    }

    private void run() {
        while (open) {
            try {
                boolean newsSince = news.getAndSet(false);
                PoolServer.Claimed claimed = metrics.timeClaim(() -> pool.claim(newsSince));
                if (trouble.ends()) {
                    LOG.info("pool {} claims again", pool.queue().word());
                }
                awaitWakeUp(untilNext(claimed));
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException | Error failed) {
                if (trouble.begins()) {
                    LOG.warn(
                            "pool {} cannot claim; it tries every {} s: {}",
                            pool.queue().word(),
                            PAUSE.toSeconds(),
                            Trouble.why(failed),
                            failed instanceof StorageException ? null : failed);
                }
                pause();
            }
        }
    }

    private void awaitWakeUp(Duration atMost) throws InterruptedException {
        boolean woken = wakeUps.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (!woken && !atMost.isZero()) {
            news.set(true); // the poll is there for news that nobody told
        } else if (!news.get()) {
            LockSupport.parkNanos(GATHERED.toNanos());
        }
        wakeUps.drainPermits();
    }

    private Duration untilNext(PoolServer.Claimed claimed) {
        if (claimed.more()) {
            return Duration.ZERO;
        }
        Duration wait =
                claimed.again().map(at -> Duration.between(clock.instant(), at)).orElse(poll);
        return wait.compareTo(poll) < 0 ? wait : poll;
    }

    /** A database that refuses would be asked as fast as it answers. */
    private void pause() {
        try {
            wakeUps.drainPermits();
            wakeUps.tryAcquire(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            open = false;
        }
    }

    @Override
    public void close() {
        open = false;
        wake();
        try {
            thread.join(LONGEST_CLAIM);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
