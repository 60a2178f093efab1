package io.marketsync.bench.contender;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;

/**
 * One of the two engines that are compared, on a database of its own on the same server. Measurements know no more of an engine
 * than this, so both are measured by the same lines. Both keep their jobs in JobRunr's table, {@code jobrunr_jobs}.
 */
public interface Contender extends AutoCloseable {

    int SELLERS = 10_000;
    int SLOTS = 16;

    /** Also the word by which {@link Contenders#open} finds it. */
    String name();

    /** What a reader of its figures must know. */
    String note();

    String jdbcUrl();

    /** Tables that a job's life writes to. */
    List<String> tables();

    /** False when a waiting pool learns of a job by its poll only. */
    boolean wakesAtOnce();

    /** In a transaction of its own, committed when this returns. */
    void enqueue(Work work);

    /** Through the engine's own entry point for many. */
    void enqueueAll(List<Work> works);

    /** Puts this many jobs of nothing but waiting into the queue, of all sellers in turn or of the one in {@code like}. */
    void fill(int jobs, Work like, boolean allSellers);

    /** Returns when the pools are announced and claim. */
    RunningPools start(int slots, Body body);

    /** A limit on job starts that never binds, among this many others; zero takes it away. False when the engine has none. */
    boolean limitStarts(int keys);

    default void clear() {
        execute("TRUNCATE " + String.join(", ", tables()) + ", jobrunr_backgroundjobservers CASCADE");
    }

    default void analyze() {
        execute("ANALYZE " + String.join(", ", tables()));
    }

    default void autovacuum(boolean on) {
        tables().forEach(table -> execute("ALTER TABLE " + table + " SET (autovacuum_enabled = " + on + ")"));
    }

    /** What was written before is on disk, so that the next measurement does not pay for it. */
    default void checkpoint() {
        execute("CHECKPOINT");
    }

    default int finished() {
        return Integer.parseInt(value("SELECT count(*) FROM jobrunr_jobs WHERE state = 'SUCCEEDED'"));
    }

    /** When the last job ended, as the database has it. */
    default Instant lastEnd() {
        return Instant.parse(
                value(
                        "SELECT to_char(max(updatedat), 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM jobrunr_jobs WHERE state = 'SUCCEEDED'"));
    }

    default void execute(String sql) {
        try (Connection connection = Connections.asSuperuser(jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    default String value(String sql) {
        try (Connection connection = Connections.asSuperuser(jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    void close();
}
