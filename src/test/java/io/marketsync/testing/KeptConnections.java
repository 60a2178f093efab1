package io.marketsync.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;

/** Connections of a data source used again: opening one takes longer than most tests' statements. As many as are used at once. */
public final class KeptConnections {

    private static final int VALID_SECONDS = 2;

    private final DataSource source;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    private KeptConnections(DataSource source) {
        this.source = source;
    }

    public static DataSource of(DataSource source) {
        KeptConnections kept = new KeptConnections(source);
        return proxy(
                DataSource.class,
                (proxy, method, arguments) ->
                        method.getName().equals("getConnection") ? kept.take() : method.invoke(source, arguments));
    }

    private Connection take() throws SQLException {
        Connection known = idle.pollFirst();
        Connection connection = known != null && known.isValid(VALID_SECONDS) ? known : source.getConnection();
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close")) {
                giveBack(connection);
                return null;
            }
            return call(connection, method, arguments);
        });
    }

    private static Object call(Connection connection, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void giveBack(Connection connection) throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        idle.addFirst(connection);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(KeptConnections.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
