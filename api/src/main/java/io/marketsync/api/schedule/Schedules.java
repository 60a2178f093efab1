package io.marketsync.api.schedule;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.api.schedule.ScheduleStore.Row;

/**
 * Operators see what cron does and trigger it; workers say what is configured, and tick. Each trigger is logged with the row of the
 * ops token that asked for it.
 */
@Singleton
public class Schedules {

    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    private final ScheduleStore store = new ScheduleStore();
    private final ApiTransactions transactions;

    Schedules(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    List<Row> page(UUID askedBy, String after, int size) {
        return transactions.forSystem(handle -> store.page(handle, askedBy, after, size));
    }

    ScheduleView get(UUID askedBy, String name) {
        return transactions
                .forSystem(handle -> store.named(handle, askedBy, name))
                .map(ScheduleView::of)
                .orElseThrow(() -> unknown(name));
    }

    /** A worker runs it when this has committed, whether it is paused or not. */
    ScheduleView trigger(UUID askedBy, String name) {
        Row triggered = transactions.forSystem(handle -> {
            if (!store.trigger(handle, askedBy, name)) {
                throw unknown(name);
            }
            return store.named(handle, askedBy, name).orElseThrow();
        });
        LOG.info("ops token {} triggered schedule {}", askedBy, name);
        return ScheduleView.of(triggered);
    }

    private static ProblemException unknown(String name) {
        return ProblemException.of(ProblemCode.SCHEDULE_NOT_FOUND, name);
    }
}
