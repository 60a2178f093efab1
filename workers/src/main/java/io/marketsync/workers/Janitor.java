package io.marketsync.workers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.db.Transactions;
import io.marketsync.queue.RetentionStore;
import io.marketsync.telemetry.Trouble;

/**
 * Removes jobs that have been kept long enough, batches without any, expired idempotency keys and webhooks: at most {@value #BATCH} with each transaction and for at most
 * {@link #LONGEST_RUN} with each run, so that it never holds locks for long and autovacuum keeps up. Of all processes one removes
 * at a time; the others leave it to that one. What is left, or fails, is for the next run.
 */
final class Janitor {

    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);
    private static final int BATCH = 1000;
    private static final Duration LONGEST_RUN = Duration.ofSeconds(20);

    /** Removes at most a batch, and says how many. */
    private interface Removal {
        int of(Handle handle, int batch);
    }

    /** @param name of what is removed, for the metric */
    private record Kept(String name, Removal removal) {}

    private enum End {
        DONE,
        /** Time was up. */
        MORE,
        /** Another process is at it. */
        ELSEWHERE,
        FAILED
    }

    private final RetentionStore store = new RetentionStore();
    private final Transactions transactions;
    private final MeterRegistry registry;
    private final Clock clock;
    private final List<Kept> all;

    Janitor(Transactions transactions, MeterRegistry registry, Clock clock, PoolsConfig config) {
        this.transactions = transactions;
        this.registry = registry;
        this.clock = clock;
        this.all = List.of(
                jobs("finished", "SUCCEEDED", config.keepFinished()),
                jobs("cancelled", "DELETED", config.keepFinished()),
                jobs("dead", "FAILED", config.keepDead()),
                new Kept("batches", store::removeBatches),
                new Kept("expired_keys", store::removeExpiredKeys),
                new Kept("webhooks", (handle, batch) -> store.removeWebhooks(handle, config.keepWebhooks(), batch)));
        all.forEach(kept -> removed(kept).increment(0));
        for (End end : End.values()) {
            runs(end).increment(0);
        }
    }

    private Kept jobs(String name, String state, Duration age) {
        return new Kept(name, (handle, batch) -> store.removeJobs(handle, state, age, batch));
    }

    void run() {
        Instant deadline = clock.instant().plus(LONGEST_RUN);
        End end = End.DONE;
        try {
            for (Kept kept : all) {
                end = remove(kept, deadline);
                if (end != End.DONE) {
                    break;
                }
            }
        } catch (RuntimeException failed) {
            end = End.FAILED;
            LOG.warn("what is old could not be removed; the next run tries again: {}", Trouble.why(failed));
        }
        runs(end).increment();
    }

    private End remove(Kept kept, Instant deadline) {
        while (clock.instant().isBefore(deadline)) {
            int gone = transactions.forSystem(handle -> store.tryLock(handle) ? kept.removal.of(handle, BATCH) : -1);
            if (gone < 0) {
                return End.ELSEWHERE;
            }
            removed(kept).increment(gone);
            if (gone < BATCH) {
                return End.DONE;
            }
        }
        return End.MORE;
    }

    private Counter removed(Kept kept) {
        return Counter.builder("marketsync.janitor.rows")
                .description("Jobs, batches, idempotency keys and webhooks removed because they were kept long enough")
                .tags("removed", kept.name)
                .register(registry);
    }

    private Counter runs(End end) {
        return Counter.builder("marketsync.janitor.runs")
                .description("Runs of the janitor by how they ended")
                .tags("janitor_result", end.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
