package io.marketsync.api.problem;

import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;

import org.jdbi.v3.core.ConnectionException;

/**
 * Whether a request failed because it got no connection in time or lost the one it had. Asked again it may pass; what it wrote is
 * rolled back, except when the connection broke during the commit: that is what the Idempotency-Key is for.
 */
final class DatabaseAway {

    /** Connection exception, insufficient resources (too many connections). */
    private static final Set<String> CLASSES = Set.of("08", "53");

    /** PostgreSQL stops, crashed or starts. Not the whole class 57: a statement that takes too long is a fault of ours. */
    private static final Set<String> STATES = Set.of("57P01", "57P02", "57P03");

    /** Of exceptions that are their own cause's cause. */
    private static final int DEEPEST = 20;

    private DatabaseAway() {}

    static boolean caused(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST)
                .anyMatch(DatabaseAway::tells);
    }

    private static boolean tells(Throwable failure) {
        if (failure instanceof ConnectionException) {
            return true; // none was free in the data source's acquisition time-out, or none could be opened
        }
        String state = failure instanceof SQLException sql ? sql.getSQLState() : null;
        return state != null
                && (STATES.contains(state) || state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
    }
}
