package io.marketsync.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server of our own on a free loopback port, with its data in a directory that outlives it. Durable: a commit is on
 * disk, as in production. A server that a killed process left behind on the same directory is stopped first.
 */
public final class LocalPostgres implements AutoCloseable {

    public static final String DATABASE = "marketsync";

    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private final EmbeddedPostgres server;

    private LocalPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** @param directory is created when missing; holds {@code pgdata} and the server's log */
    public static LocalPostgres start(Path directory) throws IOException {
        Path data = Files.createDirectories(directory).resolve("pgdata");
        Leftover.postgres(data).stop();
        LocalPostgres postgres = new LocalPostgres(
                configured(data, directory.resolve("postgres.log")).start());
        postgres.createDatabase();
        return postgres;
    }

    private static EmbeddedPostgres.Builder configured(Path data, Path log) {
        Redirect output = Redirect.appendTo(log.toFile());
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(Scratch.directory("postgres").toFile())
                .setRegisterShutdownHook(false)
                .setPGStartupWait(LONGEST_START)
                .setOutputRedirector(output)
                .setErrorRedirector(output)
                .setLocaleConfig("locale", "C")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "100")
                .setServerConfig("shared_buffers", "128MB");
    }

    public int port() {
        return server.getPort();
    }

    public String jdbcUrl() {
        return jdbcUrl(port());
    }

    /** @param port of something on this machine that leads to the server */
    public String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    /** Connections as this role; nothing is pooled. */
    public DataSource as(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl());
        source.setUser(role);
        return source;
    }

    public DataSource asSuperuser() {
        return as("postgres");
    }

    private void createDatabase() {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet known =
                    statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                if (known.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + DATABASE);
        } catch (SQLException e) {
            throw new IllegalStateException("the embedded PostgreSQL runs but cannot create its database", e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
