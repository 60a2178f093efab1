package io.marketsync.bench.contender;

import java.io.IOException;
import java.net.URL;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import io.agroal.api.AgroalDataSource;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.JobActivator;
import org.jobrunr.server.configuration.BackgroundJobServerThreadType;
import org.jobrunr.server.configuration.DefaultBackgroundJobServerWorkerPolicy;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

import io.marketsync.workers.testing.TestPools;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

/**
 * JobRunr as it comes: its own storage, migrations, server, filters and JSON; the shortest poll it allows; platform threads, as
 * ours.
 */
final class StockJobRunr implements Contender {

    static final String NAME = "stock";

    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration LONGEST_ANNOUNCE = Duration.ofSeconds(10);

    private final String jdbcUrl;
    private final AgroalDataSource connections;
    private final JsonMapper json = new JacksonJsonMapper();
    private final StorageProvider storage;
    private final JobRequestScheduler scheduler;

    StockJobRunr(String jdbcUrl) throws SQLException {
        this.jdbcUrl = jdbcUrl;
        this.connections = TestPools.pool(jdbcUrl, "postgres", 30);
        this.storage = new PostgresStorageProvider(connections);
        storage.setJobMapper(new JobMapper(json));
        this.scheduler = new JobRequestScheduler(storage);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String note() {
        return "JobRunr OSS as it comes, 16 platform threads, poll 5 s (its shortest); every commit to disk";
    }

    @Override
    public String jdbcUrl() {
        return jdbcUrl;
    }

    @Override
    public List<String> tables() {
        return List.of("jobrunr_jobs");
    }

    @Override
    public boolean wakesAtOnce() {
        return false;
    }

    @Override
    public void enqueue(Work work) {
        scheduler.enqueue(Request.of(work));
    }

    @Override
    public void enqueueAll(List<Work> works) {
        scheduler.enqueue(works.stream().map(Request::of));
    }

    /** Copies of a row that JobRunr wrote, a microsecond apart. */
    @Override
    public void fill(int jobs, Work like, boolean allSellers) {
        String id = scheduler.enqueue(Request.of(like)).toString();
        String json = allSellers
                ? "replace(replace(t.jobasjson, t.id, c.id::text), '\"seller\":%d', '\"seller\":' || c.n %% %d)"
                        .formatted(like.seller(), SELLERS)
                : "replace(t.jobasjson, t.id, c.id::text)";
        execute("""
                INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat)
                SELECT c.id::text, t.version, %s, t.jobsignature, t.state, t.createdat + c.n * interval '1 microsecond',
                    t.updatedat + c.n * interval '1 microsecond'
                FROM jobrunr_jobs t, (SELECT n, uuidv7() AS id FROM generate_series(1, %d) n) c WHERE t.id = '%s'""".formatted(json, jobs - 1, id));
    }

    /** A {@link org.jobrunr.server.BackgroundJobPerformerFactory} is found on the class path, and ours is on it. */
    @Override
    public RunningPools start(int slots, Body body) {
        Thread thread = Thread.currentThread();
        ClassLoader ours = thread.getContextClassLoader();
        thread.setContextClassLoader(new WithoutOurServices(ours));
        try {
            return running(server(slots, body));
        } finally {
            thread.setContextClassLoader(ours);
        }
    }

    private BackgroundJobServer server(int slots, Body body) {
        return new BackgroundJobServer(
                storage,
                json,
                new OneHandler(new Handler(body)),
                usingStandardBackgroundJobServerConfiguration()
                        .andPollInterval(POLL)
                        .andBackgroundJobServerWorkerPolicy(new DefaultBackgroundJobServerWorkerPolicy(
                                slots, BackgroundJobServerThreadType.PlatformThreads)));
    }

    /** It announces itself on a thread of its own and tells nobody. */
    private static RunningPools running(BackgroundJobServer server) {
        server.start();
        long deadline = System.nanoTime() + LONGEST_ANNOUNCE.toNanos();
        while (!server.isAnnounced() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        return server::stop;
    }

    @Override
    public boolean limitStarts(int keys) {
        return false;
    }

    @Override
    public void close() {
        storage.close();
        connections.close();
    }

    public record Request(int seller, int millis, long asked) implements JobRequest {

        static Request of(Work work) {
            return new Request(work.seller(), work.millis(), work.asked());
        }

        @Override
        public Class<Handler> getJobRequestHandler() {
            return Handler.class;
        }
    }

    public static final class Handler implements JobRequestHandler<Request> {

        private final Body body;

        Handler(Body body) {
            this.body = body;
        }

        @Override
        public void run(Request request) throws InterruptedException {
            body.run(new Work(request.seller, request.millis, request.asked));
        }
    }

    private record OneHandler(Handler handler) implements JobActivator {

        @Override
        public <T> T activateJob(Class<T> type) {
            return type.cast(handler);
        }
    }

    private static final class WithoutOurServices extends ClassLoader {

        WithoutOurServices(ClassLoader parent) {
            super(parent);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.equals("META-INF/services/org.jobrunr.server.BackgroundJobPerformerFactory")
                    ? Collections.emptyEnumeration()
                    : super.getResources(name);
        }
    }
}
