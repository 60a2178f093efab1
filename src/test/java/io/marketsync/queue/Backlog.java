package io.marketsync.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

import org.postgresql.Driver;

import io.marketsync.db.Schema;
import io.marketsync.job.AttemptEnd;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.job.StoredJob;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;

/** Waiting jobs of several sellers, and servers that claim and end them without running anything. */
final class Backlog {

    record Args() {}

    static final Kind<Args> PULL = kind("test.pull");
    static final Kind<Args> PUSH = kind("test.push");

    final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final JobQueue queue = new JobQueue();
    private final List<Claims> open = new ArrayList<>();

    private static Kind<Args> kind(String name) {
        return new Kind<>(
                name, Queue.HIGH, Duration.ofSeconds(10), Duration.ofSeconds(20), RetryPolicy.DEFAULT, Args.class);
    }

    Backlog() {
        change("UPDATE concurrency_limit SET running = 1000");
        change("DELETE FROM concurrency_limit WHERE of <> '00000000-0000-0000-0000-000000000000'");
        change("UPDATE start_limit SET per_minute = 1000000, burst = 1000000, tokens = 1000000, spent = '{}'");
        change("DELETE FROM start_limit WHERE name LIKE '%test.%'");
        change("TRUNCATE pause");
    }

    void change(String sql, Object... arguments) {
        database.superuser().useHandle(handle -> handle.execute(sql, arguments));
    }

    String column(String sql, Object... arguments) {
        return database.superuser()
                .withHandle(handle ->
                        handle.select(sql, arguments).mapTo(String.class).one());
    }

    UUID seller() {
        return database.seller("Claiming seller");
    }

    UUID enqueue(UUID seller, UUID shop, Kind<?> kind, Origin origin, int priority) {
        NewJob job = new NewJob(
                kind,
                new JobTarget(seller, shop, shop == null ? null : "ozon"),
                new Args(),
                priority,
                false,
                origin,
                null);
        return database.workers()
                .forSeller(seller, handle -> queue.enqueue(handle, job, OnTwin.JOIN))
                .id();
    }

    UUID enqueue(UUID seller, Origin origin) {
        return enqueue(seller, null, PULL, origin, 0);
    }

    List<UUID> enqueue(int jobs, UUID seller, Origin origin) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            ids.add(enqueue(seller, origin));
        }
        return ids;
    }

    /** A pool of another process. */
    Claims server(Clock clock) {
        Claims claims = new Claims(
                this::connect, Queue.HIGH, UUID.randomUUID(), "high@test", List.of(PULL.name(), PUSH.name()), clock);
        open.add(claims);
        return claims;
    }

    Claims server() {
        return server(Clock.systemUTC());
    }

    private Connection connect(List<String> settings) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", Schema.WORKER);
        properties.setProperty("prepareThreshold", "1");
        properties.setProperty(
                "options", settings.stream().map(setting -> "-c " + setting).reduce("", (all, one) -> all + " " + one));
        return new Driver().connect(database.postgres().jdbcUrl(), properties);
    }

    static List<StoredJob> claim(Claims server, int room) {
        return server.claim(room, room).jobs().stream().map(ClaimedJob::stored).toList();
    }

    void end(StoredJob job) {
        database.workers().forSystem(handle -> new JobRunStore().end(handle, List.of(AttemptEnd.of(job, Outcome.OK))));
    }

    void close() {
        open.forEach(Claims::close);
    }
}
