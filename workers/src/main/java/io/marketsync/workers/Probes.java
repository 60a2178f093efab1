package io.marketsync.workers;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.breaker.Breaker;
import io.marketsync.breaker.Breaker.State;
import io.marketsync.breaker.BreakerConfig;
import io.marketsync.breaker.BreakerStore;
import io.marketsync.breaker.Canary;
import io.marketsync.db.Transactions;
import io.marketsync.limit.Deadline;
import io.marketsync.shop.KeyOpener;
import io.marketsync.shop.ShopAccess;
import io.marketsync.shop.ShopStore;
import io.marketsync.telemetry.BreakerMetrics;
import io.marketsync.telemetry.Trouble;

/**
 * Looks whether marketplaces that are away are back: of all processes one, by one call, on a thread that ends with it. What it found is
 * in the database; one that dies over it, or cannot write it, is followed by another when its lease ends. Owned by
 * {@link Breakers}, and used by its thread only.
 */
final class Probes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Probes.class);

    private static final Duration LONGEST = Duration.ofSeconds(40);

    /** Nobody else makes the probe meanwhile. */
    private static final Duration LEASE = LONGEST.plusSeconds(20);

    private final BreakerStore store = new BreakerStore();
    private final ShopStore shops = new ShopStore();
    private final Transactions transactions;
    private final KeyOpener keys;
    private final BreakerConfig config;
    private final BreakerMetrics metrics;
    private final Runnable done;
    private final UUID self = UUID.randomUUID();
    private final Map<String, Thread> underWay = new HashMap<>();

    /** @param done told by the probe's thread when the breaker is to be read again */
    Probes(Transactions transactions, KeyOpener keys, BreakerConfig config, BreakerMetrics metrics, Runnable done) {
        this.transactions = transactions;
        this.keys = keys;
        this.config = config;
        this.metrics = metrics;
        this.done = done;
    }

    /** Makes the probe that is due, unless another process does or has. Returns at once. */
    void make(Canary canary, Breaker breaker) {
        String marketplace = canary.marketplace();
        Thread last = underWay.get(marketplace);
        if ((last == null || !last.isAlive())
                && transactions.forSystem(handle -> store.takeCanary(handle, marketplace, self, LEASE))) {
            underWay.put(
                    marketplace,
                    Thread.ofPlatform().name("canary " + marketplace).daemon().start(() -> run(canary, breaker)));
        }
    }

    private void run(Canary canary, Breaker breaker) {
        try {
            record(canary.marketplace(), breaker, answers(canary, breaker));
            done.run();
        } catch (InterruptedException stopped) {
            // the process ends
        } catch (RuntimeException | Error notWritten) {
            LOG.warn(
                    "a probe of {} came to nothing; the next one is made within {} s: {}",
                    canary.marketplace(),
                    LEASE.toSeconds(),
                    Trouble.why(notWritten));
        }
    }

    private void record(String marketplace, Breaker breaker, boolean answers) {
        metrics.probed(marketplace, answers);
        if (answers) {
            if (transactions.forSystem(handle -> store.back(handle, marketplace, self))) {
                LOG.info(
                        "{} is back: its jobs go on, and its calls become as many as they were in {} s",
                        marketplace,
                        config.ramp().toSeconds());
                metrics.changed(marketplace, State.RAMPING.word());
            }
        } else if (transactions.forSystem(handle -> store.stillAway(handle, marketplace, self, config))) {
            LOG.info("{} is still away, after {} probes", marketplace, breaker.failedProbes() + 1);
        }
    }

    private boolean answers(Canary canary, Breaker breaker) throws InterruptedException {
        try {
            return asked(canary, breaker);
        } catch (RuntimeException odd) {
            LOG.warn(
                    "{} could not be asked whether it is back; the next probe is made for another shop: {}",
                    canary.marketplace(),
                    Trouble.why(odd));
            return false;
        }
    }

    /** Without a shop to ask for there is nothing to lose either. */
    private boolean asked(Canary canary, Breaker breaker) throws InterruptedException {
        Optional<ShopAccess> shop = transactions
                .forSystem(handle -> store.canaryShop(handle, canary.marketplace(), breaker.failedProbes()))
                .flatMap(asked -> transactions.forSeller(
                        asked.seller(), handle -> shops.access(handle, keys, asked.seller(), asked.shop())));
        if (shop.isEmpty()) {
            return true;
        }
        Deadline.in(LONGEST, LONGEST).enter();
        try {
            return canary.answers(shop.get());
        } finally {
            Deadline.leave();
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        underWay.values().forEach(Thread::interrupt);
    }
}
