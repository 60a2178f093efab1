package io.marketsync.bench.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;

import io.marketsync.db.Schema;
import io.marketsync.embedded.LocalPostgres;

/** The one PostgreSQL server of a run, durable as in production, with a database for each contender. Leaves nothing behind. */
public final class BenchServer implements AutoCloseable {

    private static final String STOCK = "stock";

    private final Path directory;
    private final LocalPostgres postgres;
    private boolean open = true;

    private BenchServer(Path directory, LocalPostgres postgres) {
        this.directory = directory;
        this.postgres = postgres;
    }

    public static BenchServer start() throws IOException, SQLException {
        Path directory = Files.createTempDirectory("marketsync-bench");
        BenchServer server = new BenchServer(directory, LocalPostgres.start(directory));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        Schema.createRoles(server.postgres.asSuperuser());
        Schema.migrate(server.postgres.as(Schema.OWNER));
        try (Connection connection = server.postgres.asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + STOCK);
        }
        return server;
    }

    public Contender ours() throws SQLException {
        Marketsync.prepare(postgres.jdbcUrl());
        return Contenders.open(Marketsync.NAME, postgres.jdbcUrl());
    }

    public Contender stock() throws SQLException {
        return Contenders.open(
                StockJobRunr.NAME, postgres.jdbcUrl().replace("/" + LocalPostgres.DATABASE, "/" + STOCK));
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            postgres.close();
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
