package io.marketsync.api.limit;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.api.PublicId;
import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.operation.KnownKinds;
import io.marketsync.api.problem.FieldError;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.job.Origin;

/**
 * Operators change what bounds the starts of jobs, and how many wait. Claims and admission read the rows, so a change holds at once in every process. Each change is
 * logged with the row of the ops token that asked for it.
 */
@Singleton
public class Limits {

    private static final Logger LOG = LoggerFactory.getLogger(Limits.class);
    private static final Map<String, PublicId> SCOPES = Map.of("seller", PublicId.SELLER, "shop", PublicId.SHOP);

    private final LimitStore store = new LimitStore();
    private final QueueBoundStore bounds = new QueueBoundStore();
    private final ApiTransactions transactions;

    Limits(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    LimitsView all() {
        return transactions.forSystem(store::all);
    }

    LimitsView setStarts(UUID askedBy, String name, StartLimitRequest limit) {
        if (!isName(name)) {
            throw noLimit(name);
        }
        LimitsView after = transactions.forSystem(handle -> {
            requireOverflow(handle, name, limit.overflow());
            store.setStarts(handle, askedBy, name, limit);
            return store.all(handle);
        });
        LOG.info("ops token {} set the limit {} to {}", askedBy, name, limit);
        return after;
    }

    void removeStarts(UUID askedBy, String name) {
        switch (transactions.forSystem(handle -> store.removeStarts(handle, askedBy, name))) {
            case UNKNOWN -> throw noLimit(name);
            case DEFAULT, USED -> throw ProblemException.of(ProblemCode.LIMIT_STAYS, name);
            case REMOVED -> LOG.info("ops token {} removed the limit {}", askedBy, name);
        }
    }

    LimitsView setDefault(UUID askedBy, String scope, int running) {
        if (!SCOPES.containsKey(scope)) {
            throw unknown(scope, "*");
        }
        LimitsView after = transactions.forSystem(handle -> {
            store.setDefault(handle, askedBy, scope, running);
            return store.all(handle);
        });
        LOG.info("ops token {} lets {} jobs of each {} run at once", askedBy, running, scope);
        return after;
    }

    LimitsView setConcurrency(UUID askedBy, String scope, String name, int running) {
        UUID of = id(scope, name);
        LimitsView after = transactions.forSystem(handle -> {
            if (!store.setConcurrency(handle, askedBy, scope, of, running)) {
                throw unknown(scope, name);
            }
            return store.all(handle);
        });
        LOG.info("ops token {} lets {} jobs of {} {} run at once", askedBy, running, scope, of);
        return after;
    }

    void removeConcurrency(UUID askedBy, String scope, String name) {
        UUID of = id(scope, name);
        if (!transactions.forSystem(handle -> store.removeConcurrency(handle, askedBy, scope, of))) {
            throw unknown(scope, name);
        }
        LOG.info("ops token {} lets the default for {} {} count again", askedBy, scope, of);
    }

    LimitsView setQueueBound(UUID askedBy, String queue, QueueBoundRequest bound) {
        LimitsView after = transactions.forSystem(handle -> {
            if (!bounds.set(handle, askedBy, queue, bound)) {
                throw unknown("queue", queue);
            }
            return store.all(handle);
        });
        LOG.info("ops token {} bounds the queue {} to {}", askedBy, queue, bound);
        return after;
    }

    /** An origin, alone or with a kind that exists. */
    private static boolean isName(String name) {
        String[] parts = name.split(":", -1);
        boolean origin =
                Arrays.stream(Origin.values()).anyMatch(known -> known.word().equals(parts[0]));
        return origin && (parts.length == 1 || parts.length == 2 && KnownKinds.NAMES.contains(parts[1]));
    }

    private void requireOverflow(Handle handle, String name, String overflow) {
        Set<String> names = store.names(handle);
        names.remove(name);
        if (overflow != null && !names.contains(overflow)) {
            throw ProblemException.of(ProblemCode.VALIDATION_FAILED)
                    .error(FieldError.of("#/overflow", "ONE_OF", Map.of("allowed", names)));
        }
    }

    private static UUID id(String scope, String name) {
        PublicId kind = SCOPES.get(scope);
        if (kind == null) {
            throw unknown(scope, name);
        }
        return kind.parse(name).orElseThrow(() -> unknown(scope, name));
    }

    private static ProblemException noLimit(String name) {
        return ProblemException.of(ProblemCode.LIMIT_NOT_FOUND, name);
    }

    private static ProblemException unknown(String scope, String name) {
        return ProblemException.of(ProblemCode.TARGET_NOT_FOUND, scope, name);
    }
}
