package io.marketsync.db;

import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;

import org.jdbi.v3.core.ConnectionException;

/**
 * Failures that say nothing against the statement: the database is away, has no room, or another transaction was in the way. Tried
 * again it may pass. What was written is rolled back, except when the connection broke during the commit: then nobody knows.
 */
public final class Outage {

    /** Connection exception, insufficient resources. */
    private static final Set<String> CLASSES = Set.of("08", "53");

    /** Not the whole classes: a statement that takes too long is a fault of ours. */
    private static final Set<String> CODES = Set.of(
            "57P01", // an operator ended the session, or stops the server
            "57P02", // the server crashed
            "57P03", // it starts, or stops
            "57P05", // the session was idle for too long
            "25006", // it has become a standby
            "40001", // serialization failure
            "40P01", // deadlock
            "55P03"); // a lock was not to be had in time

    /** Of exceptions that are their own cause's cause. */
    private static final int DEEPEST = 20;

    private Outage() {}

    public static boolean caused(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST)
                .anyMatch(Outage::tells);
    }

    private static boolean tells(Throwable failure) {
        if (failure instanceof ConnectionException) {
            return true; // none was free in the data source's acquisition time-out, or none could be opened
        }
        String code = failure instanceof SQLException sql ? sql.getSQLState() : null;
        return code != null && (CODES.contains(code) || code.length() == 5 && CLASSES.contains(code.substring(0, 2)));
    }
}
