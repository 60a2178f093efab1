package io.marketsync.db;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings a database to the schema of this version. Runs as the owner of the schema, never as the role of a serving process.
 * {@code java -cp … io.marketsync.db.Schema} reads MARKETSYNC_DB_URL, MARKETSYNC_OWNER and MARKETSYNC_OWNER_PASSWORD.
 */
public final class Schema {

    public static final String OWNER = "marketsync_owner";
    public static final String API = "marketsync_api";
    public static final String WORKER = "marketsync_worker";

    private Schema() {}

    /** Creates the roles; needs a superuser connected to the database that will hold the schema. Harmless when repeated. */
    public static void createRoles(DataSource superuser) throws SQLException {
        try (Connection connection = superuser.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(resource("/db/roles.sql"));
        }
    }

    /** Applies what is missing; returns the number of migrations applied. */
    public static int migrate(DataSource owner) {
        return Flyway.configure()
                .dataSource(owner)
                .locations("classpath:db/migration")
                .validateMigrationNaming(true)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    private static String resource(String name) {
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + name + " from the jar", e);
        }
    }

    public static void main(String[] args) {
        PGSimpleDataSource owner = new PGSimpleDataSource();
        owner.setUrl(environment("MARKETSYNC_DB_URL"));
        owner.setUser(System.getenv().getOrDefault("MARKETSYNC_OWNER", OWNER));
        owner.setPassword(environment("MARKETSYNC_OWNER_PASSWORD"));
        int applied = migrate(owner);
        System.out.println(applied == 0 ? "The schema is up to date." : "Applied " + applied + " migration(s).");
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            System.err.println("Set " + name + " and run again.");
            System.exit(2);
        }
        return value;
    }
}
