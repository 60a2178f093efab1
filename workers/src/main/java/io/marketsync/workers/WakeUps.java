package io.marketsync.workers;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.queue.JobQueue;
import io.marketsync.telemetry.Trouble;

/**
 * Listens on one connection of its own for jobs that were committed anywhere, and names their queue to the pools. After a lost
 * connection it comes back by itself and wakes every pool, for what it may have missed. If it never comes back, the poll remains.
 */
final class WakeUps implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WakeUps.class);
    private static final int LISTEN_MILLIS = 5_000;
    private static final int VALID_SECONDS = 3;
    private static final Duration RECONNECT = Duration.ofSeconds(1);

    private final ListenConnections connections;
    private final Consumer<String> wakeQueue;
    private final Runnable wakeAll;
    private final Thread thread;
    private volatile boolean open = true;
    private volatile Connection current;
    private final Trouble missing = new Trouble();

    WakeUps(ListenConnections connections, Consumer<String> wakeQueue, Runnable wakeAll) {
        this.connections = connections;
        this.wakeQueue = wakeQueue;
        this.wakeAll = wakeAll;
        this.thread = Thread.ofPlatform().name("wake-ups").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (open) {
            try (Connection connection = connections.open()) {
                current = connection;
                listen(connection);
                if (missing.ends()) {
                    LOG.info("the connection for wake-ups is back");
                }
                wakeAll.run();
                forward(connection);
            } catch (SQLException | RuntimeException | Error lost) {
                if (open && missing.begins()) {
                    LOG.warn("lost the connection for wake-ups; pools poll until it is back: {}", Trouble.why(lost));
                }
            }
            pause();
        }
    }

    private static void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + JobQueue.CHANNEL);
        }
    }

    private void forward(Connection connection) throws SQLException {
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (open) {
            PGNotification[] received = notifications.getNotifications(LISTEN_MILLIS);
            if (received == null || received.length == 0) {
                requireAlive(connection);
                continue;
            }
            for (PGNotification notification : received) {
                wakeQueue.accept(notification.getParameter());
            }
        }
    }

    /** A connection that a firewall dropped looks like one on which nothing happens. */
    private static void requireAlive(Connection connection) throws SQLException {
        if (!connection.isValid(VALID_SECONDS)) {
            throw new SQLException("the connection is dead");
        }
    }

    private void pause() {
        try {
            if (open) {
                Thread.sleep(RECONNECT);
            }
        } catch (InterruptedException stopped) {
            open = false;
        }
    }

    /** Waiting for notifications heeds no interrupt, only the end of its connection. */
    @Override
    public void close() {
        open = false;
        thread.interrupt();
        Connection listening = current;
        if (listening != null) {
            abort(listening);
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("the connection for wake-ups was gone already", e);
        }
    }
}
