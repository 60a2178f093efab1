package io.marketsync.api.breaker;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.api.breaker.BreakerStore.RefusedKey;
import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.api.shop.Marketplaces;

/**
 * Operators see the breakers and close those of marketplaces; workers open them, probe, and follow what is said here within a second.
 * Each change is logged with the row of the ops token that asked for it.
 */
@Singleton
public class Breakers {

    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

    private final BreakerStore store = new BreakerStore();
    private final ApiTransactions transactions;

    Breakers(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    BreakersView all() {
        return transactions.forSystem(handle -> new BreakersView(
                store.all(handle, Marketplaces.NAMES),
                store.refusedKeys(handle),
                new BreakersView.Links(BreakersResource.PATH + "/keys")));
    }

    /** As after a good probe: its calls ramp up. Nothing happens when it is not open. */
    BreakersView close(UUID askedBy, String marketplace) {
        if (!Marketplaces.NAMES.contains(marketplace)) {
            throw ProblemException.of(ProblemCode.TARGET_NOT_FOUND, "marketplace", marketplace);
        }
        if (transactions.forSystem(handle -> store.close(handle, askedBy, marketplace))) {
            LOG.info("ops token {} closed the breaker of {}", askedBy, marketplace);
        }
        return all();
    }

    List<RefusedKey> refusedKeys(UUID askedBy, Instant after, UUID afterShop, int size) {
        return transactions.forSystem(handle -> store.refusedKeys(handle, askedBy, after, afterShop, size));
    }
}
