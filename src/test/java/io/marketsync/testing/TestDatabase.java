package io.marketsync.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.marketsync.db.Database;
import io.marketsync.db.JdbcTransactions;
import io.marketsync.db.Schema;
import io.marketsync.embedded.LocalPostgres;

/**
 * One real PostgreSQL for all tests of a JVM, migrated by the owner. Tests act as the roles of the product; the superuser only
 * sets up and looks. Stopped when the JVM ends.
 */
public final class TestDatabase {

    private static final TestDatabase SHARED = start();

    private final LocalPostgres postgres;
    private final Jdbi superuser;
    private final JdbcTransactions api;
    private final JdbcTransactions workers;

    private TestDatabase(LocalPostgres postgres) {
        this.postgres = postgres;
        this.superuser = Database.on(KeptConnections.of(postgres.asSuperuser()));
        this.api = new JdbcTransactions(Database.on(KeptConnections.of(postgres.as(Schema.API))));
        this.workers = new JdbcTransactions(Database.on(KeptConnections.of(postgres.as(Schema.WORKER))));
    }

    public static TestDatabase shared() {
        return SHARED;
    }

    private static TestDatabase start() {
        try {
            Path directory = Files.createTempDirectory("marketsync-test");
            LocalPostgres postgres = LocalPostgres.start(directory);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres, directory)));
            Schema.createRoles(postgres.asSuperuser());
            Schema.migrate(postgres.as(Schema.OWNER));
            return new TestDatabase(postgres);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stop(LocalPostgres postgres, Path directory) {
        postgres.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public LocalPostgres postgres() {
        return postgres;
    }

    public DataSource as(String role) {
        return postgres.as(role);
    }

    public Jdbi superuser() {
        return superuser;
    }

    public JdbcTransactions api() {
        return api;
    }

    public JdbcTransactions workers() {
        return workers;
    }

    /** No job of an earlier test is left to be claimed or counted. */
    public TestDatabase withoutJobs() {
        superuser().useHandle(handle -> handle.execute("TRUNCATE jobrunr_jobs, job_run, job CASCADE"));
        return this;
    }

    /** Whether another transaction waits for what this one has locked. */
    public static boolean isWaitedFor(Handle handle) {
        return handle.createQuery(
                        "SELECT EXISTS (SELECT FROM pg_locks l WHERE NOT l.granted AND pg_backend_pid() = ANY (pg_blocking_pids(l.pid)))")
                .mapTo(Boolean.class)
                .one();
    }

    public UUID seller(String name) {
        UUID id = UUID.randomUUID();
        superuser().useHandle(handle -> handle.execute("INSERT INTO seller (id, name) VALUES (?, ?)", id, name));
        return id;
    }

    /** A shop whose sealed key opens with nothing. */
    public UUID shop(UUID seller) {
        UUID id = UUID.randomUUID();
        superuser().useHandle(handle -> handle.execute("""
                        INSERT INTO shop (id, seller_id, marketplace, name, client_id, wrapped_key, sealed_key, key_hint)
                        VALUES (?, ?, 'ozon', 'Test shop', ?, '\\x00', '\\x00', '')""", id, seller, id.toString()));
        return id;
    }
}
