package io.marketsync.permit;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.marketsync.limit.Deadline;
import io.marketsync.limit.HeldBack;
import io.marketsync.telemetry.PermitMetrics;

/**
 * Where calls of marketplaces wait for their permits. A short wait is slept here, within the soft limit of the attempt; a longer one
 * is a {@link HeldBack}, and the job goes on at that time with another attempt. Usable by many threads.
 */
public final class PermitGate {

    /** A call that leaves later than this after its permit says so is asked for again: it might arrive in another's window. */
    private static final Duration STALE = Duration.ofMillis(500);

    /** Asked again so much before the time that was told: permits are given a little ahead. */
    private static final Duration EARLY = Duration.ofMillis(8);

    private static final Duration SHORTEST_SNOOZE = Duration.ofSeconds(1);

    private final List<Level> application;
    private final Permits permits;
    private final PermitsConfig config;
    private final PermitMetrics metrics;

    public PermitGate(Permits permits, PermitsConfig config, PermitMetrics metrics) {
        this.application = config.allPerSecond().stream()
                .mapToObj(all -> Level.of("application", new Budget(all, Duration.ofSeconds(1))))
                .toList();
        this.permits = permits;
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * Returns when the call may be sent, and has to be.
     *
     * @throws HeldBack when that takes longer than the attempt should wait
     */
    public Pass pass(String marketplace, List<Level> levels, int weight) throws InterruptedException {
        Ask ask = ask(levels, weight);
        long began = System.nanoTime();
        boolean waits = false;
        try {
            while (true) {
                long asked = System.nanoTime();
                switch (permits.ask(ask)) {
                    case Answer.Granted granted -> {
                        waits = false;
                        sleep(granted.in());
                        Duration late =
                                Duration.ofNanos(System.nanoTime() - asked).minus(granted.in());
                        if (late.compareTo(STALE) <= 0) {
                            metrics.granted(marketplace, ask.rank().word(), since(began));
                            return new Pass(permits, metrics, marketplace, ask, granted.left());
                        }
                        metrics.stale(marketplace);
                        permits.unused(ask);
                        ask = ask(levels, weight);
                    }
                    case Answer.Later later -> {
                        waits = true;
                        ask = ask.again(later.since());
                        refuseLongWait(marketplace, ask.rank(), later, since(began));
                        sleep(later.in().minus(EARLY));
                    }
                }
            }
        } finally {
            if (waits) {
                permits.leave(ask);
            }
        }
    }

    private Ask ask(List<Level> levels, int weight) {
        List<Level> all = Stream.concat(application.stream(), levels.stream()).toList();
        return new Ask(UUID.randomUUID().toString(), Rank.current(), 0, weight, all);
    }

    private void refuseLongWait(String marketplace, Rank rank, Answer.Later later, Duration waited) {
        boolean tooLong = waited.plus(later.in()).compareTo(config.longestWait()) > 0;
        boolean beyondSoftLimit = Deadline.current()
                .filter(deadline -> deadline.softPassedIn(later.in()))
                .isPresent();
        if (tooLong || beyondSoftLimit) {
            metrics.heldBack(marketplace, rank.word());
            throw new HeldBack(
                    later.in().compareTo(SHORTEST_SNOOZE) < 0 ? SHORTEST_SNOOZE : later.in(),
                    later.held()
                            ? "The marketplace asked to wait; the job goes on by itself."
                            : "The marketplace's rate limit is used up for now; the job goes on by itself.");
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static void sleep(Duration pause) throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
