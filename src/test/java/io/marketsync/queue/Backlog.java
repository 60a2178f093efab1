package io.marketsync.queue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.postgresql.Driver;

import io.marketsync.db.Schema;
import io.marketsync.db.StatementCount;
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

import static org.assertj.core.api.Assertions.assertThat;

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

    List<UUID> sellers(int count) {
        return database.superuser().withHandle(handle -> handle.select(
                        "INSERT INTO seller (id, name) SELECT gen_random_uuid(), 'Claiming seller' FROM generate_series(1, ?) RETURNING id",
                        count)
                .mapTo(UUID.class)
                .list());
    }

    UUID enqueue(UUID seller, UUID shop, Kind<?> kind, Origin origin, int priority) {
        return enqueueAll(List.of(job(seller, shop, kind, origin, priority))).getFirst();
    }

    UUID enqueue(UUID seller, Origin origin) {
        return enqueue(seller, null, PULL, origin, 0);
    }

    List<UUID> enqueue(int jobs, UUID seller, Origin origin) {
        return enqueueAll(Collections.nCopies(jobs, job(seller, null, PULL, origin, 0)));
    }

    /** One job of each seller. */
    List<UUID> enqueueOfEach(List<UUID> sellers, Kind<?> kind, Origin origin) {
        return enqueueAll(sellers.stream()
                .map(seller -> job(seller, null, kind, origin, 0))
                .toList());
    }

    /** Rows as the queue writes them, by one statement. */
    void ofManySellers(int jobs, int sellers, String lane) {
        change("""
                WITH made AS (
                    INSERT INTO seller (id, name)
                    SELECT gen_random_uuid(), 'Seller of many' FROM generate_series(1, ?) RETURNING id),
                numbered AS (SELECT id, row_number() OVER () - 1 AS n FROM made),
                asked AS (
                    SELECT gen_random_uuid() AS id, s.id AS seller, g FROM generate_series(1, ?) g
                    JOIN numbered s ON s.n = g % ?),
                stored AS (
                    INSERT INTO job (id, seller_id, kind, queue, args, requested_by)
                    SELECT id, seller, split_part(?, ':', 2), 'high', '{}', 'cron' FROM asked)
                INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue, kind, lane,
                    seller_id, priority, sort_key)
                SELECT id, 1, job_json_new(id, split_part(?, ':', 2), 'high', job_enqueued_json(now())), '', 'ENQUEUED',
                    now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc', 'high', split_part(?, ':', 2), ?, seller, 0,
                    now() AT TIME ZONE 'utc' - (? - g) * interval '1 millisecond'
                FROM asked""", sellers, jobs, sellers, lane, lane, lane, lane, jobs);
    }

    private static NewJob job(UUID seller, UUID shop, Kind<?> kind, Origin origin, int priority) {
        JobTarget target = new JobTarget(seller, shop, shop == null ? null : "ozon");
        return new NewJob(kind, target, new Args(), priority, false, origin, null);
    }

    private List<UUID> enqueueAll(List<NewJob> jobs) {
        return database.workers().forSystem(handle -> queue.enqueueAll(handle, jobs));
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
        return server.claim(room, room).jobs();
    }

    void end(StoredJob job) {
        end(AttemptEnd.of(job, Outcome.OK));
    }

    /** @return false when the attempt had lost its job */
    boolean end(AttemptEnd end) {
        return !database.workers()
                .forSystem(handle -> new JobRunStore().end(handle, List.of(end)))
                .isEmpty();
    }

    void close() {
        open.forEach(Claims::close);
    }

    /** All that so many servers, each in its own thread, can claim; at most so many a time. */
    List<UUID> claimAtOnce(int servers, int room) throws Exception {
        List<UUID> claimed = new ArrayList<>();
        try (ExecutorService processes = Executors.newFixedThreadPool(servers)) {
            List<Callable<List<UUID>>> work = new ArrayList<>();
            for (int i = 0; i < servers; i++) {
                Claims server = server();
                work.add(() -> claimAll(server, room));
            }
            for (Future<List<UUID>> each : processes.invokeAll(work)) {
                claimed.addAll(each.get());
            }
        }
        return claimed;
    }

    /** Until nothing can be claimed and nobody else is at it. */
    private static List<UUID> claimAll(Claims server, int room) {
        List<UUID> claimed = new ArrayList<>();
        int empty = 0;
        while (empty < 20) {
            List<StoredJob> batch = claim(server, room);
            batch.forEach(job -> claimed.add(job.id()));
            empty = batch.isEmpty() ? empty + 1 : 0;
        }
        return claimed;
    }

    static StoredJob only(List<StoredJob> jobs) {
        assertThat(jobs).hasSize(1);
        return jobs.getFirst();
    }

    /** Statements that the work sends to PostgreSQL from this thread. */
    static long statements(Callable<?> work) {
        long before = StatementCount.soFar();
        try {
            work.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return StatementCount.soFar() - before;
    }
}
