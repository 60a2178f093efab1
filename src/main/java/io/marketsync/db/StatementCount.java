package io.marketsync.db;

import java.util.concurrent.atomic.AtomicLong;

import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Counts the statements of the current thread: the guard against loops of statements. A job reads it at its end
 * (metric {@code marketsync_job_statements}), tests read it around a page. BEGIN and COMMIT are not counted.
 */
public final class StatementCount implements SqlLogger {

    private static final ThreadLocal<AtomicLong> COUNT = ThreadLocal.withInitial(AtomicLong::new);

    /** Statements this thread has sent so far; only differences mean something. */
    public static long soFar() {
        return COUNT.get().get();
    }

    /** One more, sent without Jdbi. */
    public static void sent() {
        COUNT.get().incrementAndGet();
    }

    @Override
    public void logBeforeExecution(StatementContext context) {
        sent();
    }
}
