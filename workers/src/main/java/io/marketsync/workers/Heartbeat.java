package io.marketsync.workers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.job.Queue;
import io.marketsync.permit.ProcessMembers;
import io.marketsync.queue.HeldJobs;
import io.marketsync.queue.PoolServerStore;
import io.marketsync.queue.PoolServerStore.Alive;
import io.marketsync.queue.PoolServerStore.Held;
import io.marketsync.queue.PoolServerStore.Moved;
import io.marketsync.queue.PoolServerStore.Process;
import io.marketsync.queue.PoolSizeStore;
import io.marketsync.queue.RunningAttempts;
import io.marketsync.telemetry.Trouble;

/**
 * Says every three seconds that this process's pools are alive, compares what the database says they run with what they run, and
 * lets the jobs of processes go on that are seen no more, and those that a pause left behind. With each beat it reads how wide the
 * pools should be; a notification makes it beat at once. One thread of the process. It judges
 * others only after its own heartbeats went through without a gap: after an outage of the database nobody has been seen for a
 * while. Goes on while the pools drain; {@link #close} is the last thing they do.
 */
final class Heartbeat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    static final Duration INTERVAL = Duration.ofSeconds(3);

    /** Longer than it takes for somebody to be taken for dead. */
    private static final Duration UNBROKEN = PoolServerStore.DEAD.plusSeconds(5);

    /** A beat that takes longer than this was a gap. */
    private static final Duration GAP = INTERVAL.multipliedBy(3);

    private final PoolServerStore servers = new PoolServerStore();
    private final HeldJobs held = new HeldJobs();
    private final Workshop shared;
    private final List<PoolServer> pools;
    private final Set<UUID> ids;
    private final PoolSizeStore wanted = new PoolSizeStore();
    private final PoolSizes sizes;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean open = true;
    private final Thread thread = Thread.ofPlatform().name("heartbeat").daemon().unstarted(this::run);
    private final Counter orphans;
    private final Counter poison;
    private volatile boolean draining;
    private volatile long lastBeat;
    private long unbrokenSince;
    private final Trouble trouble = new Trouble();

    /** @param pools of this process, whose slots {@code sizes} changes */
    Heartbeat(Workshop shared, List<PoolServer> pools, PoolSizes sizes, MeterRegistry registry) {
        this.shared = shared;
        this.pools = pools;
        this.ids = pools.stream().map(PoolServer::getId).collect(Collectors.toUnmodifiableSet());
        this.sizes = sizes;
        this.orphans = recovered(registry, "queue");
        this.poison = recovered(registry, "dead");
        this.lastBeat = System.nanoTime();
        this.unbrokenSince = lastBeat;
        Gauge.builder("marketsync.heartbeat.age", this, beat -> (System.nanoTime() - beat.lastBeat) / 1e9)
                .baseUnit("seconds")
                .description("Since this process last told the database that it is alive")
                .register(registry);
    }

    private static Counter recovered(MeterRegistry registry, String to) {
        return Counter.builder("marketsync.jobs.orphaned")
                .description(
                        "Jobs of processes that died, by where they went: back to their queue, or to the dead letters")
                .tags("to", to)
                .register(registry);
    }

    void start() {
        shared.members().onChange(this::wake);
        thread.start();
    }

    void draining() {
        draining = true;
    }

    /** Beats at once, and so reads the sizes of the pools. */
    void wake() {
        wakeUps.release();
    }

    private void run() {
        try {
            while (open) {
                turn();
                wakeUps.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                wakeUps.drainPermits();
            }
        } catch (InterruptedException stopped) {
            // the process ends
        }
    }

    private void turn() {
        try {
            beat();
            reconcile();
            if (System.nanoTime() - unbrokenSince > UNBROKEN.toNanos()) {
                recover();
            }
            if (trouble.ends()) {
                LOG.info("the heartbeat goes through again; others are judged in {} s", UNBROKEN.toSeconds());
            }
        } catch (RuntimeException | Error e) {
            unbrokenSince = System.nanoTime();
            if (trouble.begins()) {
                LOG.warn(
                        "the heartbeat does not go through and is tried every {} s; running jobs go on, and others take them over"
                                + " when the database misses it for {} s: {}",
                        INTERVAL.toSeconds(),
                        PoolServerStore.DEAD.toSeconds(),
                        Trouble.why(e));
            }
        }
    }

    private void beat() {
        ProcessMembers members = shared.members();
        long began = System.nanoTime();
        Process self = new Process(shared.process(), members.self(), members.local());
        Map<Queue, Integer> wantedNow = shared.transactions().forSystem(handle -> {
            servers.beat(handle, self, alive(), draining);
            members.learned(servers.members(handle, members.self()), self.localPermits(), began);
            return wanted.all(handle);
        });
        if (sizes.apply(wantedNow)) {
            wake(); // the next beat tells the new ones
        }
        long now = System.nanoTime();
        if (now - lastBeat > GAP.toNanos()) {
            unbrokenSince = now;
        }
        lastBeat = now;
    }

    private List<Alive> alive() {
        return pools.stream()
                .map(pool -> new Alive(pool.getId(), pool.queue(), pool.slots()))
                .toList();
    }

    /** Both directions: jobs nobody here knows of, and attempts whose job is not theirs any more. */
    private void reconcile() {
        RunningAttempts running = shared.running();
        List<RunningAttempts.Running> before = running.all();
        List<Held> held = shared.transactions().forSystem(handle -> servers.runningOn(handle, ids));
        List<UUID> unknown = new ArrayList<>();
        for (Held job : held) {
            if (job.settled() && !running.knows(job.job(), job.attempt())) {
                unknown.add(job.job());
            }
        }
        if (!unknown.isEmpty()) {
            var released = shared.transactions().forSystem(handle -> servers.releaseNotRun(handle, ids, unknown));
            LOG.warn("jobs {} were claimed here but never started; they go back to their queues", released);
        }
        Map<UUID, Integer> ours = held.stream().collect(Collectors.toMap(Held::job, Held::attempt));
        before.stream()
                .filter(attempt -> !Objects.equals(
                        ours.get(attempt.job().id()), attempt.job().attempt()))
                .forEach(running::lost);
    }

    private void recover() {
        shared.transactions().forSystem(held::release);
        List<Moved> moved = shared.transactions().forSystem(servers::releaseOfDead);
        shared.transactions().forSystem(servers::forgetDead);
        if (moved.isEmpty()) {
            return;
        }
        long dead = moved.stream().filter(Moved::dead).count();
        poison.increment(dead);
        orphans.increment(moved.size() - dead);
        LOG.warn(
                "{} jobs of processes that are seen no more go on elsewhere; {} had that happen {} times and are dead letters",
                moved.size() - dead,
                dead,
                PoolServerStore.MOST_DEATHS);
    }

    @Override
    public void close() {
        open = false;
        wake();
        try {
            thread.join(INTERVAL);
            shared.transactions().forSystem(handle -> {
                servers.forget(handle, ids);
                return null;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unreachable) {
            LOG.warn(
                    "this process could not sign off; its jobs go on elsewhere in {} s",
                    PoolServerStore.DEAD.toSeconds());
        }
    }
}
