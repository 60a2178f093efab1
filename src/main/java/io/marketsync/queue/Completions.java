package io.marketsync.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.db.Transactions;
import io.marketsync.job.AttemptEnd;
import io.marketsync.job.JobRunStore;
import io.marketsync.telemetry.Trouble;

/**
 * Records how attempts ended: one thread of the process, one statement for all that ended meanwhile. While the database is away
 * the ends wait here and are recorded when it is back; when more wait than there is room for, their slots wait with them.
 * {@link #close} records what waits, as long as the drain deadline allows; what is lost then is run again by another process.
 */
public final class Completions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

    private static final int WAITING = 4096;
    private static final int BATCH = 500;

    /**
     * When ends come faster than one with each statement, the statement waits this long for more. Planning it, which PostgreSQL does anew
     * each time because of the length of its arrays, costs as much as ten ends.
     */
    private static final Duration GATHERED = Duration.ofMillis(10);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final BlockingQueue<AttemptEnd> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Transactions transactions;
    private final JobRunStore runs;
    private final Consumer<AttemptEnd> recorded;
    private final Thread thread;
    /** Nobody releases it: a pause that an interrupt ends. */
    private final Semaphore recheck = new Semaphore(0);

    private volatile boolean open = true;
    private final Trouble trouble = new Trouble();

    /** @param recorded told of each end that is in the database, or refused because its attempt had lost its job */
    public Completions(Transactions transactions, JobRunStore runs, Consumer<AttemptEnd> recorded) {
        this.transactions = transactions;
        this.runs = runs;
        this.recorded = recorded;
        this.thread = Thread.ofPlatform().name("completions").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Waits while there is no room. */
    public void add(AttemptEnd end) {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.put(end);
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the end must not be lost
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<AttemptEnd> batch = new ArrayList<>(BATCH);
        boolean busy = false;
        while (open || !waiting.isEmpty()) {
            try {
                AttemptEnd first = waiting.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    if (busy) {
                        recheck.tryAcquire(GATHERED.toMillis(), TimeUnit.MILLISECONDS);
                    }
                    waiting.drainTo(batch, BATCH - 1);
                    record(batch);
                }
                busy = batch.size() > 1;
            } catch (InterruptedException stopped) {
                return;
            } finally {
                batch.clear();
            }
        }
    }

    private void record(List<AttemptEnd> batch) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                Set<UUID> ended = transactions.forSystem(handle -> runs.end(handle, batch));
                batch.stream()
                        .filter(end -> !ended.contains(end.jobId()))
                        .forEach(end -> LOG.info(
                                "attempt {} of job {} had lost its job; its end is not recorded",
                                end.attempt(),
                                end.jobId()));
                batch.forEach(recorded);
                if (trouble.ends()) {
                    LOG.info("the ends of jobs are recorded again");
                }
                return;
            } catch (RuntimeException | Error unreachable) {
                if (trouble.begins()) {
                    LOG.warn(
                            "the ends of jobs cannot be recorded; they wait here and are tried again every {} s at least: {}",
                            LONGEST_PAUSE.toSeconds(),
                            Trouble.why(unreachable));
                }
                recheck.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
            }
        }
    }

    @Override
    public void close() {
        open = false;
        try {
            if (!thread.join(Duration.ofSeconds(5))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
