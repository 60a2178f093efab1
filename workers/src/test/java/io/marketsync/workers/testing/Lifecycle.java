package io.marketsync.workers.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.testing.TestDatabase;

/**
 * Worker processes on one database, their jobs, and the effects of those: a row for each commit, which nothing keeps from being
 * there twice. Ends with all processes killed, and leaves nothing behind.
 */
public final class Lifecycle implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(90);

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final JobQueue queue = new JobQueue();
    private final Path directory;
    private final List<WorkerProcess> processes = new ArrayList<>();

    public Lifecycle() throws IOException {
        this.directory = Files.createTempDirectory("marketsync-lifecycle");
        change("TRUNCATE pool_server, jobrunr_backgroundjobservers");
        change("CREATE SCHEMA IF NOT EXISTS lifecycle");
        change("DROP TABLE IF EXISTS lifecycle.effect");
        change("CREATE TABLE lifecycle.effect (job uuid NOT NULL, attempt int NOT NULL, process text NOT NULL)");
        change("GRANT USAGE ON SCHEMA lifecycle TO marketsync_worker");
        change("GRANT INSERT ON lifecycle.effect TO marketsync_worker");
    }

    /** @param options of its JVM; settings of the pools as marketsync.pools.x=y, without -D */
    public WorkerProcess start(String name, String... options) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("-Xmx96m", "-XX:+UseSerialGC", "-Dmarketsync.pools.click-slots.high=0"));
        Stream.of(options)
                .map(option -> option.startsWith("marketsync.") ? "-D" + option : option)
                .forEach(all::add);
        WorkerProcess process =
                WorkerProcess.start(name, all, List.of(database.postgres().jdbcUrl(), directory.toString()));
        processes.add(process);
        return process;
    }

    /**
     * A process that only calls a marketplace.
     *
     * @param arguments Redis, marketplace, and what it calls with
     */
    public WorkerProcess startCaller(String name, List<String> options, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-Xmx128m", "-XX:+UseSerialGC", "-Dmarketsync.pools.serve=low"));
        all.addAll(options);
        List<String> words = new ArrayList<>(List.of(database.postgres().jdbcUrl(), directory.toString()));
        words.addAll(arguments);
        WorkerProcess process = WorkerProcess.start(name, Caller.class, all, words);
        processes.add(process);
        return process;
    }

    /** A job of a seller of its own. */
    public UUID enqueue(Does does, String name) {
        return enqueue(does, name, database.seller("Seller of " + name), 1).getFirst();
    }

    public List<UUID> enqueue(Does does, String name, UUID seller, int jobs) {
        return database.api().forSeller(seller, handle -> Stream.generate(() -> queue.enqueue(
                                handle,
                                new NewJob(
                                        does.kind(),
                                        JobTarget.ofSeller(seller),
                                        Does.args(name),
                                        0,
                                        false,
                                        Origin.SYSTEM,
                                        null),
                                OnTwin.JOIN)
                        .id())
                .limit(jobs)
                .toList());
    }

    public UUID seller(String name) {
        return database.seller(name);
    }

    /** As its seller does. */
    public void cancel(UUID job) {
        UUID seller = UUID.fromString(value("SELECT seller_id FROM job WHERE id = '" + job + "'"));
        database.api().forSeller(seller, handle -> handle.select("SELECT cancel_job(?)", job)
                .mapTo(Boolean.class)
                .one());
    }

    public void letGo(String... names) throws IOException {
        for (String name : names) {
            Files.createFile(directory.resolve(name));
        }
    }

    /** State of the job; attempt, failures, deaths and reason of its run. */
    public String row(UUID job) {
        return value("""
                SELECT concat_ws(' ', j.state, r.attempt, r.failures, r.deaths, r.reason)
                FROM jobrunr_jobs j LEFT JOIN job_run r ON r.job_id = j.id WHERE j.id = '%s'""".formatted(job));
    }

    public void awaitRow(UUID job, String expected) {
        await(() -> "job " + job + " is " + expected + ", not " + row(job), () -> row(job).equals(expected));
    }

    /** Attempt and process of each. */
    public List<String> effects(UUID job) {
        return database.superuser().withHandle(handle -> handle.select(
                        "SELECT attempt || ' ' || process FROM lifecycle.effect WHERE job = ?", job)
                .mapTo(String.class)
                .list());
    }

    /** What processes said about it. */
    public List<String> linesWith(String part) {
        return processes.stream()
                .flatMap(process -> process.linesWith(part).stream().map(line -> process.name() + ": " + line))
                .toList();
    }

    /** The process whose server JobRunr takes for its master. */
    public String master() {
        return value(
                "SELECT split_part(name, '@', 2) FROM jobrunr_backgroundjobservers ORDER BY firstheartbeat LIMIT 1");
    }

    public String value(String sql) {
        return database.superuser()
                .withHandle(handle ->
                        handle.createQuery(sql).mapTo(String.class).findOne().orElse("none"));
    }

    public void change(String sql) {
        database.superuser().useHandle(handle -> handle.execute(sql));
    }

    public void await(String what, Callable<Boolean> condition) {
        await(() -> what, condition);
    }

    private void await(Supplier<String> what, Callable<Boolean> condition) {
        try {
            Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(condition);
        } catch (ConditionTimeoutException never) {
            throw new AssertionError(what.get() + "\n" + this, never);
        }
    }

    /** What its processes said. */
    @Override
    public String toString() {
        return processes.stream().map(WorkerProcess::toString).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (WorkerProcess process : processes) {
            process.kill();
        }
        change("TRUNCATE pool_server, jobrunr_backgroundjobservers");
        change("DROP SCHEMA lifecycle CASCADE");
        database.withoutJobs();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
