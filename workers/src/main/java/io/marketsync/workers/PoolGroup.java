package io.marketsync.workers;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.micrometer.core.instrument.MeterRegistry;
import org.jobrunr.server.BackgroundJobServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.job.AttemptEnd;
import io.marketsync.job.Queue;
import io.marketsync.queue.RunningAttempts;

/**
 * The pools of one process with the threads that feed them. On {@link #close} nothing more is claimed, running jobs get the drain
 * time, and what is not done by then is interrupted and tried again elsewhere.
 */
public final class PoolGroup implements AutoCloseable {

    /** A database that is away then does not keep the process from starting; the pool announces itself when it is back. */
    private static final Duration LONGEST_ANNOUNCE = Duration.ofSeconds(5);

    /** What the api says of a job that it cancelled; the job's id follows. */
    private static final String CANCEL = "cancel:";

    /** What the api says when an operator triggers a schedule. */
    private static final String CRON = "@cron";

    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(PoolGroup.class);

    private record Fed(PoolServer pool, Claimer claimer) {}

    private final Duration drain;
    private final Workshop shared;
    private final List<Fed> pools;
    private final WakeUps wakeUps;
    private final DueClock dueClock;
    private final Heartbeat heartbeat;
    private final Watchdog watchdog;
    private volatile Runnable onTrigger = () -> {};
    private volatile boolean brokenDown;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param broken called once when this process should be ended and started again */
    public PoolGroup(PoolsConfig config, Workshop shared, MeterRegistry registry, Runnable broken) {
        this.drain = config.drain();
        this.shared = shared;
        this.pools = config.serve().stream()
                .map(queue -> pool(Queue.of(queue), config, shared, registry))
                .toList();
        this.heartbeat = new Heartbeat(
                shared,
                servers(),
                new PoolSizes(config, PoolChecks.mostSlots(config, shared.mostConnections()), servers()),
                registry);
        this.watchdog = new Watchdog(shared, config, () -> breakDown(broken), registry);
        this.dueClock = new DueClock(shared.transactions(), shared.clock(), config.poll());
        this.wakeUps = new WakeUps(shared.connections(), this::wake, this::wakeAll);
    }

    private static Fed pool(Queue queue, PoolsConfig config, Workshop shared, MeterRegistry registry) {
        PoolServer pool = new PoolServer(queue, shared, config);
        return new Fed(pool, new Claimer(pool, new PoolMetrics(registry, pool), shared.clock(), config.poll()));
    }

    /** One after the other: servers that announce themselves at the same moment may both take themselves for the master. */
    public void start() {
        shared.completions().start();
        heartbeat.start();
        watchdog.start();
        for (Fed fed : pools) {
            fed.pool.start();
            fed.pool.awaitAnnounced(LONGEST_ANNOUNCE);
            fed.claimer.start();
        }
        dueClock.start();
        wakeUps.start();
    }

    private void breakDown(Runnable broken) {
        brokenDown = true;
        try {
            pools.forEach(fed -> fed.pool.stopClaiming());
        } finally {
            broken.run();
        }
    }

    /** Closing it again changes nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        wakeUps.close();
        dueClock.close();
        heartbeat.draining();
        pools.forEach(fed -> fed.pool.stopClaiming());
        pools.forEach(fed -> fed.claimer.close());
        awaitIdle(drain);
        interruptTheRest();
        watchdog.close();
        shared.completions().close();
        servers().parallelStream().forEach(BackgroundJobServer::stop);
        heartbeat.close();
    }

    /** Their runner ends them as released: they go back to their queues, and no attempt counts as failed for it. */
    private void interruptTheRest() {
        List<RunningAttempts.Running> left = shared.running().all();
        if (servers().stream().anyMatch(pool -> pool.busy() > 0)) {
            LOG.info(
                    "{} jobs do not end within {} s; they are interrupted and go on elsewhere",
                    left.size(),
                    drain.toSeconds());
            shared.runner().stopping();
            left.forEach(RunningAttempts.Running::interrupt);
            awaitIdle(AFTER_INTERRUPT);
            shared.running().all().stream().filter(RunningAttempts.Running::end).forEach(attempt -> shared.completions()
                    .add(AttemptEnd.released(attempt.job(), "The worker stopped; the job goes on elsewhere.")));
        }
    }

    private void awaitIdle(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (servers().stream().anyMatch(pool -> pool.busy() > 0) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** True when every pool is up and claims. */
    public boolean running() {
        return !brokenDown && pools.stream().allMatch(fed -> fed.pool.isRunning() && fed.claimer.alive());
    }

    /** @param turn returns at once; called when an operator triggers a schedule */
    public void onTrigger(Runnable turn) {
        onTrigger = turn;
    }

    public List<PoolServer> servers() {
        return pools.stream().map(Fed::pool).toList();
    }

    private void wake(String what) {
        if (what.equals("@due")) {
            dueClock.wake();
        } else if (what.equals(CRON)) {
            onTrigger.run();
        } else if (what.equals("@pools")) {
            heartbeat.wake();
        } else if (what.startsWith(CANCEL)) {
            cancelled(what.substring(CANCEL.length()));
        } else {
            pools.stream().filter(fed -> fed.pool.queue().word().equals(what)).forEach(fed -> fed.claimer.wake());
        }
    }

    private void cancelled(String job) {
        try {
            shared.running().cancelled(UUID.fromString(job));
        } catch (IllegalArgumentException garbled) {
            LOG.debug("a cancelled job has no such id: {}", job);
        }
    }

    private void wakeAll() {
        dueClock.wake();
        heartbeat.wake();
        pools.forEach(fed -> fed.claimer.wake());
        onTrigger.run();
    }
}
