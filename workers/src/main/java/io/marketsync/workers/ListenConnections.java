package io.marketsync.workers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.security.SimplePassword;
import org.postgresql.Driver;

/** Connections outside the pool for LISTEN: they live as long as the process, and PgBouncer could not carry them. */
public final class ListenConnections {

    private static final String CONNECT_SECONDS = "3";

    private final String url;
    private final Properties properties;

    /** @param properties at least user, and password where the server asks for one */
    public ListenConnections(String url, Properties properties) {
        this.url = url;
        this.properties = properties;
        properties.setProperty("ApplicationName", "marketsync wake-ups");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("loginTimeout", CONNECT_SECONDS);
    }

    /** To the same database, as the same role. */
    static ListenConnections like(AgroalDataSource dataSource) {
        AgroalConnectionFactoryConfiguration pooled =
                dataSource.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
        Properties properties = new Properties();
        properties.putAll(pooled.jdbcProperties());
        properties.remove("socketTimeout"); // it waits for notifications most of its life, and asks whether it is alive
        properties.setProperty("user", pooled.principal().getName());
        pooled.credentials().stream()
                .filter(SimplePassword.class::isInstance)
                .map(SimplePassword.class::cast)
                .forEach(password -> properties.setProperty("password", password.getWord()));
        return new ListenConnections(pooled.jdbcUrl(), properties);
    }

    Connection open() throws SQLException {
        return new Driver().connect(url, properties);
    }
}
