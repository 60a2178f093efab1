package io.marketsync.bench.contender;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** To the database of a measurement, outside what is measured. */
public final class Connections {

    private static final String SUPERUSER = "postgres";

    private Connections() {}

    /** A single one, for looking and setting up. */
    public static Connection asSuperuser(String jdbcUrl) throws SQLException {
        return DriverManager.getConnection(jdbcUrl, SUPERUSER, "");
    }
}
