package io.marketsync.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.redis.RedisHealth.Finding;
import io.marketsync.telemetry.RedisMetrics;
import io.marketsync.telemetry.Trouble;

/**
 * Knows whether this process may use Redis, and tells those who have to live without it. Looks when the process starts, then every
 * 30 s ({@code marketsync.redis.check-every}). A command that fails makes it look at once; a look that fails makes the mode degraded,
 * and three quick attempts follow, then one every 30 s, and one as soon as somebody wants Redis and the last is a second old. One
 * thread; {@link #close} stops it, and the mode stays what it was. Two of them would only look twice as often.
 */
public final class RedisMonitor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisMonitor.class);

    private static final List<Duration> QUICK =
            List.of(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1));

    /** Not more often than this because somebody wants it. */
    static final Duration SOONEST = Duration.ofSeconds(1);

    private final RedisCheck check;
    private final Duration every;
    private final Clock clock;
    private final RedisMetrics metrics;
    private final RedisCommands commands;
    private final List<Consumer<RedisMode>> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicBoolean started = new AtomicBoolean();
    private final Thread thread =
            Thread.ofPlatform().name("redis monitor").daemon().unstarted(this::run);
    private volatile boolean open = true;
    private volatile RedisStatus status;
    private int failures;
    private List<String> blamed = List.of();
    private List<String> warned = List.of();

    /** @param redis as it is, without regard to the mode */
    public RedisMonitor(RedisCommands redis, RedisConfig config, Clock clock, MeterRegistry registry) {
        this.status = RedisStatus.notLookedAt(clock.instant());
        this.metrics = new RedisMetrics(
                registry,
                () -> status.health().connected(),
                () -> status.mode() == RedisMode.DEGRADED,
                () -> status.health().evicts(),
                () -> status.health().memoryPercent());
        RedisCommands measured = new MeasuredRedis(redis, metrics);
        this.check = new RedisCheck(measured, clock);
        this.every = config.checkEvery();
        this.clock = clock;
        this.commands = new GuardedRedis(measured, this);
    }

    /** Looks once before it returns, so that the mode is known; at most two time-outs. Never throws, and does nothing the second time. */
    public void start() {
        if (started.compareAndSet(false, true)) {
            turn();
            thread.start();
        }
    }

    /** Commands that are refused at once as {@link RedisAway} while the mode is degraded. */
    public RedisCommands commands() {
        return commands;
    }

    public RedisMode mode() {
        return status.mode();
    }

    public RedisStatus status() {
        return status;
    }

    /** @param listener is called by the monitor's thread when the mode changes, has to return at once, and may ask for the mode */
    public void onChange(Consumer<RedisMode> listener) {
        listeners.add(listener);
    }

    /** There was no answer to a command. */
    void doubt() {
        wake();
    }

    /** Redis refused a command, or somebody was refused Redis. */
    void want() {
        Instant last = status.health().checkedAt();
        if (Duration.between(last, clock.instant()).compareTo(SOONEST) >= 0) {
            wake();
        }
    }

    private void wake() {
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    private void run() {
        try {
            Duration pause = failures == 0 ? every : QUICK.getFirst();
            while (open) {
                wakeUps.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
                wakeUps.drainPermits();
                if (open) {
                    pause = turn();
                }
            }
        } catch (InterruptedException stopped) {
            // the process ends
        }
    }

    /** Looks once; the answer is when to look again. */
    Duration turn() {
        try {
            RedisHealth seen = check.look();
            failures = seen.usable() ? 0 : failures + 1;
            become(seen);
        } catch (RuntimeException | Error e) {
            failures++;
            LOG.error("the look at Redis failed and is repeated; the mode stays {}", mode().word(), e);
        }
        return failures == 0 || failures > QUICK.size() ? every : QUICK.get(failures - 1);
    }

    private void become(RedisHealth seen) {
        RedisStatus before = status;
        RedisStatus after = before.seeing(seen);
        status = after;
        if (!after.usable()) {
            blame(seen);
        } else if (!before.usable()) {
            welcome(seen, after.reconnects() > 0);
        }
        warn(seen);
        if (after.reconnects() > before.reconnects()) {
            metrics.reconnected();
        }
        if (before.mode() != after.mode()) {
            listeners.forEach(listener -> inform(listener, after.mode()));
        }
    }

    private void blame(RedisHealth seen) {
        List<String> codes = codes(seen.errors());
        if (!blamed.equals(codes)) {
            LOG.warn(
                    "Redis is not used, and no job or request fails of it: {} Permits come from this process's share; Redis is tried"
                            + " again in {} ms, then every {} s, and as soon as somebody wants it",
                    text(seen.errors()),
                    QUICK.getFirst().toMillis(),
                    every.toSeconds());
        }
        blamed = codes;
    }

    private void welcome(RedisHealth seen, boolean again) {
        blamed = List.of();
        LOG.info(
                "Redis {} is used{}",
                seen.version() == null ? "of unknown version" : seen.version(),
                again ? " again; permits are shared with the other processes" : "");
    }

    private void warn(RedisHealth seen) {
        List<String> codes = codes(seen.warnings());
        if (!warned.containsAll(codes)) {
            LOG.warn("What is wrong with Redis: {}", text(seen.warnings()));
        }
        warned = codes;
    }

    private static List<String> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }

    private static String text(List<Finding> findings) {
        return findings.stream().map(Finding::detail).collect(Collectors.joining(" "));
    }

    private static void inform(Consumer<RedisMode> listener, RedisMode mode) {
        try {
            listener.accept(mode);
        } catch (RuntimeException e) {
            LOG.error(
                    "a listener failed at the mode {} and is told of the next one: {}", mode.word(), Trouble.why(e), e);
        }
    }

    @Override
    public void close() {
        open = false;
        wakeUps.release();
    }
}
