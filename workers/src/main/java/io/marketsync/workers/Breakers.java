package io.marketsync.workers;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.breaker.Breaker;
import io.marketsync.breaker.Breaker.State;
import io.marketsync.breaker.BreakerConfig;
import io.marketsync.breaker.BreakerStore;
import io.marketsync.breaker.CallWindow;
import io.marketsync.breaker.Canary;
import io.marketsync.db.Transactions;
import io.marketsync.permit.Permits;
import io.marketsync.shop.KeyOpener;
import io.marketsync.telemetry.BreakerMetrics;
import io.marketsync.telemetry.Trouble;

/**
 * Follows the breakers of marketplaces every second: opens one when this process's calls say that the marketplace is away, keeps its
 * level of the permits held while it is open, and lets calls ramp up when it is no longer. {@link Probes} look whether it is back. All
 * state is in the database: while that is away nothing changes, and no job is claimed. One thread of the process; {@link #close} ends
 * it, and a probe under way.
 */
public final class Breakers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** A hold goes on so long after the time of the probe: a later turn prolongs it, or ends it. */
    private static final Duration BEYOND = Duration.ofSeconds(5);

    /** A marketplace: what this process's calls say of it, and how one looks whether it is back. */
    public record Guarded(CallWindow window, Canary canary) {

        private String marketplace() {
            return canary.marketplace();
        }
    }

    private final BreakerStore store = new BreakerStore();
    private final Transactions transactions;
    private final Permits permits;
    private final BreakerConfig config;
    private final BreakerMetrics metrics;
    private final List<Guarded> guarded;
    private final Probes probes;
    private final Map<String, State> followed = new HashMap<>();
    private final Semaphore wakeUps = new Semaphore(0);
    private final Trouble trouble = new Trouble();
    private final Thread thread = Thread.ofPlatform().name("breakers").daemon().unstarted(this::run);
    private volatile boolean open = true;

    /** @param permits that the calls of the marketplaces pass */
    public Breakers(
            Transactions transactions,
            Permits permits,
            KeyOpener keys,
            BreakerConfig config,
            BreakerMetrics metrics,
            List<Guarded> guarded) {
        this.transactions = transactions;
        this.permits = permits;
        this.config = config;
        this.metrics = metrics;
        this.guarded = List.copyOf(guarded);
        this.probes = new Probes(transactions, keys, config, metrics, wakeUps::release);
    }

    public void start() {
        guarded.forEach(each -> {
            metrics.register(each.marketplace());
            each.window().onTrip(wakeUps::release);
        });
        thread.start();
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
            for (Guarded each : guarded) {
                turn(each);
            }
            transactions.forSystem(store::close).forEach(marketplace -> {
                LOG.info("{} is called as often as its limits allow", marketplace);
                metrics.changed(marketplace, State.CLOSED.word());
            });
            metrics.refusedKeys(transactions.forSystem(store::refusedKeys));
            if (trouble.ends()) {
                LOG.info("breakers are followed again");
            }
        } catch (RuntimeException | Error e) {
            metrics.unknown();
            if (trouble.begins()) {
                LOG.warn(
                        "breakers cannot be followed and are tried every {} s: {}",
                        INTERVAL.toSeconds(),
                        Trouble.why(e));
            }
        }
    }

    private void turn(Guarded of) {
        Breaker breaker = read(of);
        Optional<String> why = of.window().tripped();
        if (why.isPresent() && breaker.state() != State.OPEN) {
            open(of.marketplace(), why.get());
            breaker = read(of);
        }
        follow(of, breaker);
        if (breaker.state() == State.OPEN && breaker.probeIn().isZero()) {
            probes.make(of.canary(), breaker);
        }
    }

    private Breaker read(Guarded of) {
        return transactions.forSystem(handle -> store.of(handle, of.marketplace()));
    }

    private void open(String marketplace, String why) {
        if (transactions.forSystem(handle -> store.open(handle, marketplace, why, config))) {
            LOG.warn(
                    "{} is away: {} Its jobs wait; it is tried in {} s.",
                    marketplace,
                    why,
                    config.firstProbe().toSeconds());
            metrics.changed(marketplace, State.OPEN.word());
        }
    }

    /** What every process does for its own part: permits may be its own, too. Saying the same again changes nothing. */
    private void follow(Guarded of, Breaker breaker) {
        State before = followed.put(of.marketplace(), breaker.state());
        metrics.state(of.marketplace(), breaker.state().word());
        if (breaker.state() == State.OPEN) {
            Duration hold = breaker.probeIn().plus(BEYOND);
            permits.hold(of.canary().level(), hold, config.ramp());
            of.window().away(hold);
            of.window().told();
        } else if (before == State.OPEN || of.window().tripped().isPresent()) {
            permits.release(of.canary().level());
            permits.hold(of.canary().level(), Duration.ZERO, breaker.rampLeft());
            of.window().back();
        }
    }

    @Override
    public void close() {
        open = false;
        thread.interrupt();
        try {
            thread.join(INTERVAL);
            probes.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
