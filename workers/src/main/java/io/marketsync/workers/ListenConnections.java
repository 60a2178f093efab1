package io.marketsync.workers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.security.SimplePassword;
import org.postgresql.Driver;

/** Connections outside the data source, for LISTEN and for claims: they live as long as the process, with sessions of their own. */
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

    /** To LISTEN on. */
    Connection open() throws SQLException {
        Properties with = new Properties();
        with.putAll(properties);
        with.setProperty("socketFactory", PromptSockets.class.getName());
        return new Driver().connect(url, with);
    }

    /** @param settings name=value, for the session */
    public Connection open(List<String> settings) throws SQLException {
        Properties with = new Properties();
        with.putAll(properties);
        with.setProperty("ApplicationName", "marketsync claims");
        with.setProperty("socketTimeout", "15");
        with.setProperty("prepareThreshold", "1");
        with.setProperty(
                "options", settings.stream().map(setting -> "-c " + setting).collect(Collectors.joining(" ")));
        return new Driver().connect(url, with);
    }
}
