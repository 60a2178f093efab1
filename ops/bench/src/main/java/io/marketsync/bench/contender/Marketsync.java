package io.marketsync.bench.contender;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import io.agroal.api.AgroalDataSource;

import io.marketsync.db.Database;
import io.marketsync.db.JdbcTransactions;
import io.marketsync.db.Schema;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.workers.testing.TestPools;

/**
 * Our engine, through the entry points of its users. All that measurements depend on of its inside is in this class. The limit on
 * how many jobs of one seller run at once is lifted: stock JobRunr has none.
 */
final class Marketsync implements Contender {

    static final String NAME = "ours";

    /** Jobs per statement when a backlog is filled: as many as keep the arrays small. */
    private static final int CHUNK = 10_000;

    private static final Kind<Work> KIND = new Kind<>(
            "bench.work", Queue.HIGH, Duration.ofMinutes(10), Duration.ofMinutes(20), RetryPolicy.DEFAULT, Work.class);

    private final String jdbcUrl;
    private final AgroalDataSource api;
    private final AgroalDataSource workers;
    private final JdbcTransactions sellers;
    private final JdbcTransactions system;
    private final JobQueue queue = new JobQueue();

    Marketsync(String jdbcUrl) throws SQLException {
        this.jdbcUrl = jdbcUrl;
        this.api = TestPools.pool(jdbcUrl, Schema.API, 10);
        this.workers = TestPools.pool(jdbcUrl, Schema.WORKER, 4);
        this.sellers = new JdbcTransactions(Database.on(api));
        this.system = new JdbcTransactions(Database.on(workers));
    }

    /** Once for a database: its sellers, and the limit lifted. */
    static void prepare(String jdbcUrl) throws SQLException {
        try (Marketsync fresh = new Marketsync(jdbcUrl)) {
            fresh.execute("INSERT INTO seller (id, name) SELECT " + seller("n") + ", 'Bench' FROM generate_series(0, "
                    + (SELLERS - 1) + ") n");
            fresh.execute("UPDATE concurrency_limit SET running = 1000");
            fresh.execute("ANALYZE seller");
        }
    }

    /** As {@link #seller(int)}, in SQL. */
    private static String seller(String number) {
        return "('00000000-0000-4000-8000-' || lpad(to_hex((" + number + " + 1)::bigint * 7919), 12, '0'))::uuid";
    }

    private static UUID seller(int number) {
        return new UUID(0x4000, 0x8000_0000_0000_0000L | (number + 1L) * 7919);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String note() {
        return "one pool of 16 slots; enqueues and ends commit to disk, claims do not wait for it (a lost claim leaves its job"
                + " waiting); the limit on jobs of one seller at once is lifted";
    }

    @Override
    public String jdbcUrl() {
        return jdbcUrl;
    }

    @Override
    public List<String> tables() {
        return List.of("jobrunr_jobs", "job", "job_run");
    }

    @Override
    public boolean wakesAtOnce() {
        return true;
    }

    @Override
    public void enqueue(Work work) {
        sellers.forSeller(seller(work.seller()), handle -> queue.enqueue(handle, job(work), OnTwin.JOIN));
    }

    @Override
    public void enqueueAll(List<Work> works) {
        List<NewJob> jobs = works.stream().map(Marketsync::job).toList();
        system.forSystem(handle -> queue.enqueueAll(handle, jobs));
    }

    @Override
    public void fill(int jobs, Work like, boolean allSellers) {
        for (int from = 0; from < jobs; from += CHUNK) {
            enqueueAll(IntStream.range(from, Math.min(jobs, from + CHUNK))
                    .mapToObj(i -> allSellers ? new Work(i % SELLERS, like.millis(), like.asked()) : like)
                    .toList());
        }
    }

    private static NewJob job(Work work) {
        return new NewJob(KIND, JobTarget.ofSeller(seller(work.seller())), work, 0, false, Origin.SYSTEM, null);
    }

    @Override
    public RunningPools start(int slots, Body body) {
        try {
            return TestPools.start(jdbcUrl, Map.of(KIND.queue().word(), slots), new Handler(body))::close;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The limit of the lane these jobs are in, and the limit on how many jobs of each seller run. */
    @Override
    public boolean limitStarts(int keys) {
        execute("DELETE FROM start_limit WHERE name LIKE 'system%'");
        execute("DELETE FROM concurrency_limit WHERE of <> '00000000-0000-0000-0000-000000000000'");
        if (keys > 0) {
            execute("""
                    INSERT INTO start_limit (name, per_minute, burst, tokens)
                    SELECT 'system:' || kind, 1000000, 1000000, 1000000
                    FROM (SELECT '%s' UNION ALL
                          SELECT 'bench.k' || translate(n::text, '0123456789', 'abcdefghij') FROM generate_series(2, %d) n) k (kind)""".formatted(KIND.name(), keys));
            execute("INSERT INTO concurrency_limit (scope, of, running) SELECT 'seller', id, 1000 FROM seller LIMIT "
                    + keys);
            execute("ANALYZE start_limit, concurrency_limit");
        }
        return true;
    }

    @Override
    public void close() {
        api.close();
        workers.close();
    }

    private record Handler(Body body) implements JobHandler<Work> {

        @Override
        public Kind<Work> kind() {
            return KIND;
        }

        @Override
        public Outcome run(JobContext job, Work work) throws InterruptedException {
            body.run(work);
            return Outcome.OK;
        }
    }
}
