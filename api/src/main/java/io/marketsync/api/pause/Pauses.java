package io.marketsync.api.pause;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.pause.PauseStore.Pause;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * Operators hold back a queue, a kind, a marketplace or a shop: nothing of it starts any more, what runs goes on; or a schedule, whose
 * ticks are skipped. Claims and ticks ask the table, so it holds at once in every process. Each change is logged with the row of the ops token that asked for it.
 */
@Singleton
public class Pauses {

    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

    private final PauseStore store = new PauseStore();
    private final ApiTransactions transactions;

    Pauses(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    PauseView pause(UUID askedBy, String scope, String name, String note) {
        PauseScope known = known(scope, name);
        String stored = known.stored(name);
        Instant since = transactions
                .forSystem(handle -> store.pause(handle, askedBy, scope, stored, note))
                .orElseThrow(() -> unknown(scope, name));
        LOG.info("ops token {} paused {} {}: {}", askedBy, scope, stored, note);
        return PauseView.of(new Pause(scope, stored, note, since));
    }

    /** Nothing happens when it was not paused. The pause of a kind that this version no longer knows can still be ended. */
    void resume(UUID askedBy, String scope, String name) {
        PauseScope known = PauseScope.of(scope).orElseThrow(() -> unknown(scope, name));
        if (known == PauseScope.SHOP && !known.mayBeNamed(name)) {
            throw unknown(scope, name);
        }
        String stored = known.stored(name);
        boolean resumed = transactions
                .forSystem(handle -> store.resume(handle, askedBy, scope, stored))
                .orElseThrow(() -> unknown(scope, name));
        if (resumed) {
            LOG.info("ops token {} resumed {} {}", askedBy, scope, stored);
        } else if (!known.mayBeNamed(name)) {
            throw unknown(scope, name);
        }
    }

    List<Pause> page(String afterScope, String afterName, int size) {
        return transactions.forSystem(handle -> store.page(handle, afterScope, afterName, size));
    }

    private static PauseScope known(String scope, String name) {
        return PauseScope.of(scope).filter(known -> known.mayBeNamed(name)).orElseThrow(() -> unknown(scope, name));
    }

    private static ProblemException unknown(String scope, String name) {
        return ProblemException.of(ProblemCode.TARGET_NOT_FOUND, scope, name);
    }
}
