package io.marketsync.workers;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.queue.PoolServerStore;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;
import io.marketsync.workers.testing.Gate;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

/** The database is away for longer than it takes for a process to be taken for dead. */
class OutageIT {

    record Name(String name) {}

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final class Work implements JobHandler<Name> {

        private final Kind<Name> kind = new Kind<>(
                "test.outage",
                Queue.HIGH,
                Duration.ofMinutes(5),
                Duration.ofMinutes(6),
                RetryPolicy.DEFAULT,
                Name.class);
        final BlockingQueue<String> started = new LinkedBlockingQueue<>();
        final BlockingQueue<String> interrupted = new LinkedBlockingQueue<>();
        final Semaphore mayEnd = new Semaphore(0);

        @Override
        public Kind<Name> kind() {
            return kind;
        }

        @Override
        public Outcome run(JobContext job, Name args) throws InterruptedException {
            started.add(args.name + " " + job.attempt());
            try {
                mayEnd.acquire();
                return Outcome.OK;
            } catch (InterruptedException e) {
                interrupted.add(args.name);
                throw e;
            }
        }
    }

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final Work handler = new Work();
    private Gate gate;
    private TestPools pools;
    private UUID runs;
    private UUID waits;

    @BeforeEach
    void oneJobRunsAndOneWaits() throws IOException, SQLException, InterruptedException {
        gate = new Gate(database.postgres().port());
        pools = TestPools.start(database.postgres().jdbcUrl(gate.port()), Map.of("high", 1), handler);
        UUID seller = database.seller("Seller in an outage");
        runs = pools.enqueue(handler.kind, seller, null, new Name("runs"), 0);
        assertThat(next()).isEqualTo("runs 1");
        waits = pools.enqueue(handler.kind, seller, null, new Name("waits"), 0);
    }

    @AfterEach
    void close() throws IOException {
        handler.mayEnd.release(100);
        gate.leadTo(database.postgres().port());
        pools.close();
        gate.close();
    }

    @Test
    void poolsLiveOnAndAJobThatEndsMeanwhileIsRecordedOnce() throws InterruptedException {
        gate.shut();
        handler.mayEnd.release();
        awaitTakenForDead();
        assertThat(pools.pools().running()).isTrue();
        gate.leadTo(database.postgres().port());
        assertThat(next()).isEqualTo("waits 1");
        awaitState(runs, "SUCCEEDED 1 0 0");
        handler.mayEnd.release();
        awaitState(waits, "SUCCEEDED 1 0 0");
        assertThat(handler.interrupted).isEmpty();
        assertThat(pools.pools().running()).isTrue();
    }

    @Test
    void aJobThatRunsThroughItEndsAsIfNothingHadBeen() throws InterruptedException {
        gate.shut();
        awaitTakenForDead();
        gate.leadTo(database.postgres().port());
        Awaitility.await("the heartbeat goes through").atMost(SOON).until(() -> heartbeatAge() < 5);
        assertThat(handler.interrupted).isEmpty();
        handler.mayEnd.release();
        awaitState(runs, "SUCCEEDED 1 0 0");
        assertThat(next()).isEqualTo("waits 1");
    }

    private void awaitTakenForDead() {
        Awaitility.await("longer unseen than the dead")
                .atMost(SOON)
                .until(() -> heartbeatAge() > PoolServerStore.DEAD.toSeconds() + 1);
    }

    private double heartbeatAge() {
        return pools.registry.get("marketsync.heartbeat.age").gauge().value();
    }

    /** State of the job; attempt, failures and deaths of its run. */
    private void awaitState(UUID job, String expected) {
        Awaitility.await(expected).atMost(SOON).until(() -> database.superuser()
                .withHandle(
                        handle -> handle.select("""
                                SELECT j.state || ' ' || r.attempt || ' ' || r.failures || ' ' || r.deaths
                                FROM jobrunr_jobs j JOIN job_run r ON r.job_id = j.id WHERE j.id = ?""", job).mapTo(String.class).one())
                .equals(expected));
    }

    private String next() throws InterruptedException {
        return handler.started.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    }
}
