package io.marketsync.api.pool;

import java.util.UUID;

import jakarta.inject.Singleton;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * Operators widen and narrow pools. Every process is notified at the commit and, if it misses that, reads the sizes with its next
 * heartbeat. Each change is logged with the row of the ops token that asked for it.
 */
@Singleton
public class PoolSizes {

    private static final Logger LOG = LoggerFactory.getLogger(PoolSizes.class);

    private final PoolStore store = new PoolStore();
    private final ApiTransactions transactions;

    PoolSizes(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    PoolsView all() {
        return transactions.forSystem(store::all);
    }

    PoolsView set(UUID askedBy, String queue, int slots) {
        PoolsView after = transactions.forSystem(handle -> {
            if (!store.set(handle, askedBy, queue, slots)) {
                throw unknown(queue);
            }
            return store.all(handle);
        });
        LOG.info("ops token {} gives the pools of queue {} {} slots in each process", askedBy, queue, slots);
        return after;
    }

    void remove(UUID askedBy, String queue) {
        if (!transactions.forSystem(handle -> store.remove(handle, askedBy, queue))) {
            throw unknown(queue);
        }
        LOG.info("ops token {} gives the pools of queue {} their configured slots back", askedBy, queue);
    }

    private static ProblemException unknown(String queue) {
        return ProblemException.of(ProblemCode.TARGET_NOT_FOUND, "queue", queue);
    }
}
