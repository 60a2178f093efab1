package io.marketsync.workers;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.db.Transactions;
import io.marketsync.queue.DueJobStore;
import io.marketsync.telemetry.Trouble;

/**
 * Moves jobs into their queues when they become due: retries, snoozed ones. One thread of the process; sleeps until the next is
 * due, a notification tells of an earlier one, or a poll interval has passed. Any number of processes do it at once.
 */
final class DueClock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DueClock.class);

    private final Transactions transactions;
    private final Clock clock;
    private final Duration poll;
    private final DueJobStore due = new DueJobStore();
    private final Semaphore wakeUps = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().name("due-clock").daemon().unstarted(this::run);
    private volatile boolean open = true;
    private final Trouble trouble = new Trouble();

    DueClock(Transactions transactions, Clock clock, Duration poll) {
        this.clock = clock;
        this.transactions = transactions;
        this.poll = poll;
    }

    void start() {
        thread.start();
    }

    void wake() {
        wakeUps.release();
    }

    private void run() {
        while (open) {
            try {
                wakeUps.tryAcquire(turn().toNanos(), TimeUnit.NANOSECONDS);
                wakeUps.drainPermits();
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    /** How long nothing becomes due. */
    private Duration turn() {
        try {
            int moved = transactions.forSystem(due::enqueue);
            Duration wait = moved > 0
                    ? Duration.ZERO
                    : transactions
                            .forSystem(due::next)
                            .map(next -> Duration.between(clock.instant(), next))
                            .orElse(poll);
            if (trouble.ends()) {
                LOG.info("jobs that become due go into their queues again");
            }
            return shortest(wait);
        } catch (RuntimeException | Error e) {
            if (trouble.begins()) {
                LOG.warn("jobs that become due wait until the database answers: {}", Trouble.why(e));
            }
            return Duration.ofSeconds(1);
        }
    }

    /** At least a millisecond: the clocks of this machine and the database's differ. */
    private Duration shortest(Duration wait) {
        if (wait.compareTo(poll) > 0) {
            return poll;
        }
        return wait.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : wait;
    }

    @Override
    public void close() {
        open = false;
        wake();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
