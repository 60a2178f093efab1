package io.marketsync.workers;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
import io.marketsync.queue.PoolServerStore;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.Printed;
import io.marketsync.workers.testing.Gate;
import io.marketsync.workers.testing.PostgresProcess;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * PostgreSQL is stopped, crashes, cuts its connections and fails over to a standby while jobs run, end and wait. Pools live on, and every
 * job has one effect. How long claims took to go on after its return is printed.
 */
class OutageLifecycleIT {

    /** Longer than it takes to be taken for dead, and for a process that was away to judge others. */
    private static final Duration OUTAGE =
            Duration.ofSeconds(Integer.getInteger("outage.seconds", (int) PoolServerStore.DEAD.toSeconds() + 6));

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int JOBS = 400;

    record Effect(boolean waits) {}

    /** Writes its effect, once whoever runs it, and ends; or waits to be let go before it ends. */
    private static final class Work implements JobHandler<Effect> {

        private final Kind<Effect> kind = new Kind<>(
                "test.effect",
                Queue.HIGH,
                Duration.ofMinutes(5),
                Duration.ofMinutes(6),
                new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Effect.class);
        final BlockingQueue<Long> starts = new LinkedBlockingQueue<>();
        final BlockingQueue<UUID> waiting = new LinkedBlockingQueue<>();
        final BlockingQueue<UUID> interrupted = new LinkedBlockingQueue<>();
        final Semaphore mayEnd = new Semaphore(0);

        @Override
        public Kind<Effect> kind() {
            return kind;
        }

        @Override
        public Outcome run(JobContext job, Effect args) throws InterruptedException {
            starts.add(System.nanoTime());
            job.commit(handle -> handle.createUpdate("""
                            INSERT INTO lifecycle.effect (job, attempt) SELECT :job, :attempt
                            WHERE NOT EXISTS (SELECT FROM lifecycle.effect WHERE job = :job)""")
                    .bind("job", job.jobId())
                    .bind("attempt", job.attempt())
                    .execute());
            if (args.waits) {
                waiting.add(job.jobId());
                try {
                    mayEnd.acquire();
                } catch (InterruptedException e) {
                    interrupted.add(job.jobId());
                    throw e;
                }
            }
            return Outcome.OK;
        }
    }

    private final Work handler = new Work();
    private final JobQueue queue = new JobQueue();
    private final UUID seller = UUID.randomUUID();
    private PostgresProcess server;
    private PostgresProcess standby;
    private Gate gate;
    private TestPools pools;

    @BeforeEach
    void aServerOfItsOwn() throws IOException, InterruptedException, SQLException {
        server = PostgresProcess.create();
        Schema.createRoles(server.as("postgres"));
        Schema.migrate(server.as(Schema.OWNER));
        server.superuser().useHandle(handle -> {
            handle.execute("INSERT INTO seller (id, name) VALUES (?, 'Seller in an outage')", seller);
            handle.execute("UPDATE concurrency_limit SET running = 100");
            handle.execute("CREATE SCHEMA lifecycle");
            handle.execute("CREATE TABLE lifecycle.effect (job uuid NOT NULL, attempt int NOT NULL)");
            handle.execute("GRANT USAGE ON SCHEMA lifecycle TO marketsync_worker");
            handle.execute("GRANT SELECT, INSERT ON lifecycle.effect TO marketsync_worker");
        });
        gate = new Gate(server.port());
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        handler.mayEnd.release(1000);
        if (pools != null) {
            pools.close();
        }
        gate.close();
        server.close();
        if (standby != null) {
            standby.close();
        }
    }

    @Test
    void aServerThatCutsCrashesAndStopsLosesNothingAndDoublesNothing() throws Exception {
        startPools();
        List<UUID> throughout = waitingJobs(2);
        List<UUID> jobs = enqueue(JOBS, false);
        Jdbi superuser = server.superuser();
        for (int i = 1; i <= 3; i++) {
            awaitEffects(superuser, i * 50);
            cutAll(superuser);
        }
        awaitEffects(superuser, 250);
        server.crash();
        // one ends while the database is away
        handler.mayEnd.release();
        awaitAway();
        assertThat(pools.pools().running()).isTrue();
        server.start();
        resumed("crash");
        awaitDone(superuser, jobs);

        List<UUID> more = enqueue(JOBS, false);
        awaitEffects(superuser, JOBS + 100);
        server.stop();
        server.start();
        resumed("restart");
        awaitDone(superuser, more);
        handler.mayEnd.release();
        awaitDone(superuser, throughout);
        assertOneEffectEach(superuser, 2 * JOBS + 2);
        assertThat(handler.interrupted).isEmpty();
        assertThat(runs(superuser, throughout)).containsOnly("1 0 0");
        assertThat(pools.pools().running()).isTrue();
    }

    @Test
    void aSynchronousStandbyTakesOverAtAnotherAddress() throws Exception {
        server.stop();
        standby = server.standby();
        server.set("synchronous_standby_names", "standby");
        server.start();
        standby.start();
        Jdbi primary = server.superuser();
        await(
                "the standby is synchronous",
                () -> primary.withHandle(handle -> handle.createQuery(
                                        "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
                                .mapTo(Integer.class)
                                .one())
                        == 1);
        startPools();
        List<UUID> throughout = waitingJobs(2);
        List<UUID> jobs = enqueue(JOBS, false);
        awaitEffects(primary, 150);
        server.crash();
        handler.mayEnd.release();
        standby.promote();
        gate.leadTo(standby.port());
        resumed("failover");
        Jdbi promoted = standby.superuser();
        awaitDone(promoted, jobs);
        handler.mayEnd.release();
        awaitDone(promoted, throughout);
        assertOneEffectEach(promoted, JOBS + 2);
        assertThat(handler.interrupted).isEmpty();
        assertThat(pools.pools().running()).isTrue();
    }

    @Test
    void aServerThatJobRunrStoppedIsStartedAgain() throws Exception {
        startPools();
        pools.pools().servers().getFirst().stop();
        await("it runs again", () -> pools.pools().running());
        awaitDone(server.superuser(), enqueue(1, false));
    }

    private void startPools() throws SQLException {
        pools = TestPools.start(PostgresProcess.jdbcUrl(gate.port()), Map.of("high", 8), handler);
    }

    /** They have had their effect, and wait to be let go. */
    private List<UUID> waitingJobs(int jobs) throws InterruptedException {
        List<UUID> ids = enqueue(jobs, true);
        for (int i = 0; i < jobs; i++) {
            assertThat(handler.waiting.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        }
        return ids;
    }

    private List<UUID> enqueue(int jobs, boolean waits) {
        List<NewJob> all = IntStream.range(0, jobs)
                .mapToObj(i -> new NewJob(
                        handler.kind, JobTarget.ofSeller(seller), new Effect(waits), 0, false, Origin.SYSTEM, null))
                .toList();
        return new JdbcTransactions(Database.on(server.as(Schema.API))).forSeller(seller, handle -> all.stream()
                .map(job -> queue.enqueue(handle, job, OnTwin.JOIN).id())
                .toList());
    }

    private static void cutAll(Jdbi superuser) {
        superuser.useHandle(handle -> handle.execute("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND usename LIKE 'marketsync%'"""));
    }

    private void awaitAway() {
        await(
                "unseen for " + OUTAGE,
                () -> pools.registry.get("marketsync.heartbeat.age").gauge().value() > OUTAGE.toSeconds());
        handler.starts.clear();
    }

    private void resumed(String after) throws InterruptedException {
        long since = System.nanoTime();
        handler.starts.clear();
        Long start = handler.starts.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(start).as("nothing is claimed after the " + after).isNotNull();
        Printed.figure("%s: claims go on after %.1f s", after, Math.max(0, start - since) / 1e9);
    }

    private static void awaitEffects(Jdbi superuser, int effects) {
        await(
                effects + " effects",
                () -> superuser.withHandle(handle -> handle.createQuery("SELECT count(*) FROM lifecycle.effect")
                                .mapTo(Integer.class)
                                .one())
                        >= effects);
    }

    private static void awaitDone(Jdbi superuser, List<UUID> jobs) {
        await(
                "all have succeeded",
                () -> superuser.withHandle(handle -> handle.createQuery(
                                        "SELECT count(*) FROM jobrunr_jobs WHERE state = 'SUCCEEDED' AND id = ANY (:jobs)")
                                .bindArray("jobs", UUID.class, jobs)
                                .mapTo(Integer.class)
                                .one())
                        == jobs.size());
    }

    private void assertOneEffectEach(Jdbi superuser, int jobs) {
        String seen = superuser.withHandle(handle -> handle.createQuery(
                        "SELECT count(*) || ' effects of ' || count(DISTINCT job) || ' jobs' FROM lifecycle.effect")
                .mapTo(String.class)
                .one());
        assertThat(seen).isEqualTo(jobs + " effects of " + jobs + " jobs");
        String taken = superuser.withHandle(handle -> handle.createQuery("SELECT sum(deaths)::text FROM job_run")
                .mapTo(String.class)
                .one());
        assertThat(taken).as("taken for jobs of a dead process").isEqualTo("0");
    }

    /** Attempt, failures and deaths. */
    private static List<String> runs(Jdbi superuser, List<UUID> jobs) {
        return superuser.withHandle(handle -> handle.createQuery(
                        "SELECT attempt || ' ' || failures || ' ' || deaths FROM job_run WHERE job_id = ANY (:jobs)")
                .bindArray("jobs", UUID.class, jobs)
                .mapTo(String.class)
                .list());
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(SOON).pollInterval(Duration.ofMillis(5)).until(condition);
    }
}
