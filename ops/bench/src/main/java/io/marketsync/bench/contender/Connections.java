package io.marketsync.bench.contender;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;

/** Both contenders connect in the same way. */
public final class Connections {

    private static final String SUPERUSER = "postgres";

    private Connections() {}

    /** A single one, for looking and setting up. */
    public static Connection asSuperuser(String jdbcUrl) throws SQLException {
        return DriverManager.getConnection(jdbcUrl, SUPERUSER, "");
    }

    static AgroalDataSource pool(String jdbcUrl, String role, int size) throws SQLException {
        return AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(size)
                        .initialSize(4)
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .connectionFactoryConfiguration(
                                factory -> factory.jdbcUrl(jdbcUrl).principal(new NamePrincipal(role)))));
    }
}
