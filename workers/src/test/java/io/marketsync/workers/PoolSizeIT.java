package io.marketsync.workers;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

/** Pools grow and shrink while they work. A data source of 30 connections allows 20 slots in two pools. */
class PoolSizeIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Well before the heartbeat would look by itself. */
    private static final Duration AT_ONCE = Heartbeat.INTERVAL.dividedBy(2);

    record Nothing() {}

    private static final class Work implements JobHandler<Nothing> {

        private final Kind<Nothing> kind;
        final Semaphore mayEnd = new Semaphore(0);
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger started = new AtomicInteger();
        final AtomicInteger mostAtOnce = new AtomicInteger();

        Work(Queue queue) {
            this.kind = new Kind<>(
                    "test.size." + queue.word(),
                    queue,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(2),
                    RetryPolicy.DEFAULT,
                    Nothing.class);
        }

        @Override
        public Kind<Nothing> kind() {
            return kind;
        }

        @Override
        public Outcome run(JobContext job, Nothing nothing) throws InterruptedException {
            mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
            started.incrementAndGet();
            try {
                mayEnd.acquire();
                return Outcome.OK;
            } finally {
                running.decrementAndGet();
            }
        }
    }

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final Work high = new Work(Queue.HIGH);
    private final Work low = new Work(Queue.LOW);
    private TestPools pools;

    @BeforeEach
    void unlimited() {
        change("UPDATE concurrency_limit SET running = 1000");
        change("DELETE FROM pool_size");
    }

    @AfterEach
    void stop() {
        high.mayEnd.release(10_000);
        low.mayEnd.release(10_000);
        pools.close();
        change("DELETE FROM pool_size");
        change("UPDATE concurrency_limit SET running = CASE scope WHEN 'seller' THEN 3 ELSE 2 END");
    }

    @Test
    void aWiderPoolClaimsMoreAtOnce() throws SQLException {
        start();
        enqueue(high, 10);
        await(() -> high.running.get() == 2);

        size("high", 6);

        Awaitility.await("no heartbeat is waited for").atMost(AT_ONCE).until(() -> high.running.get() == 6);
        assertThat(gauge("marketsync.pool.size", "high")).isEqualTo(6);
        await(() -> told("high").equals("6"));
        assertThat(told("low")).isEqualTo("1");
        assertThat(pool("high").busy()).isEqualTo(6);
    }

    @Test
    void aNarrowerPoolLetsItsJobsEndAndClaimsNothingUntilThereIsRoom() throws SQLException {
        start();
        size("high", 6);
        enqueue(high, 20);
        await(() -> high.started.get() == 6);

        size("high", 2);
        await(() -> pool("high").slots() == 2);
        assertThat(high.running).as("nobody is interrupted").hasValue(6);

        for (int ended = 1; ended <= 4; ended++) {
            high.mayEnd.release();
            int left = 6 - ended;
            await(() -> pool("high").busy() == left && processing() == left);
        }
        assertThat(high.started).as("from six to two nothing is claimed").hasValue(6);
        high.mayEnd.release();
        await(() -> high.started.get() == 7);
        high.mayEnd.release(13);
        await(() -> high.started.get() == 20);
        high.mayEnd.release(2);
        await(() -> ended() == 20);
        assertThat(high.mostAtOnce).hasValue(6);
    }

    @Test
    void aPoolOfNoSlotsServesNothingUntilItIsConfiguredAgain() throws SQLException {
        start();
        size("high", 0);
        await(() -> pool("high").slots() == 0);
        enqueue(high, 3);
        enqueue(low, 1);
        await(() -> low.running.get() == 1);
        pool("high").claim(true);
        assertThat(high.started).hasValue(0);
        assertThat(gauge("marketsync.pool.size", "high")).isZero();

        change("DELETE FROM pool_size");
        notifyPools();

        Awaitility.await("no heartbeat is waited for").atMost(AT_ONCE).until(() -> high.running.get() == 2);
    }

    @Test
    void aMissedNotificationIsMadeUpForByTheHeartbeat() throws SQLException {
        start();
        enqueue(high, 5);
        await(() -> high.running.get() == 2);
        change("INSERT INTO pool_size VALUES ('high', 4)");
        await(() -> high.running.get() == 4);
    }

    @Test
    void aProcessThatStartsKnowsTheSizeBeforeItClaims() throws SQLException {
        change("INSERT INTO pool_size VALUES ('high', 0)");
        TestPools other = TestPools.start(database, Map.of("low", 1), low);
        try {
            other.enqueue(high.kind(), database.seller("Sized seller"), null, new Nothing(), 0);
        } finally {
            other.close();
        }
        start();
        enqueue(low, 1);
        await(() -> low.running.get() == 1 && pool("high").slots() == 0);
        pool("high").claim(true);
        assertThat(high.started).hasValue(0);
    }

    @Test
    void noPoolGetsMoreSlotsThanThereAreConnections() throws SQLException {
        start();
        change("INSERT INTO pool_size VALUES ('high', 100), ('low', 100)");
        notifyPools();
        await(() -> pool("high").slots() == 19);
        assertThat(pool("low").slots()).as("keeps what is configured").isEqualTo(1);
        size("high", 5);
        await(() -> pool("high").slots() == 5 && pool("low").slots() == 15);
        enqueue(high, 30);
        enqueue(low, 30);
        await(() -> high.running.get() == 5 && low.running.get() == 15);
        assertThat(high.mostAtOnce.get() + low.mostAtOnce.get()).isEqualTo(20);
    }

    private void start() throws SQLException {
        pools = TestPools.start(database, Map.of("high", 2, "low", 1), high, low);
        await(() -> pools.pools().servers().stream().allMatch(PoolServer::isAnnounced));
    }

    private void size(String queue, int slots) {
        change(
                "INSERT INTO pool_size VALUES (?, ?) ON CONFLICT (queue) DO UPDATE SET slots = excluded.slots",
                queue,
                slots);
        notifyPools();
    }

    /** As the function of migration V11 does it, whose caller PoolsIT of the api is. */
    private void notifyPools() {
        change("DO $$ BEGIN PERFORM pg_notify('marketsync_jobs', '@pools'); END $$");
    }

    private PoolServer pool(String queue) {
        return pools.pools().servers().stream()
                .filter(pool -> pool.queue().word().equals(queue))
                .findFirst()
                .orElseThrow();
    }

    private void enqueue(Work work, int jobs) {
        UUID seller = database.seller("Sized seller");
        for (int i = 0; i < jobs; i++) {
            pools.enqueue(work.kind(), seller, null, new Nothing(), 0);
        }
    }

    private double gauge(String name, String pool) {
        return pools.registry.get(name).tag("pool", pool).gauge().value();
    }

    private String told(String queue) {
        return column("SELECT coalesce(max(slots)::text, '') FROM pool_server WHERE queue = ?", queue);
    }

    private int processing() {
        return Integer.parseInt(column("SELECT count(*)::text FROM jobrunr_jobs WHERE state = 'PROCESSING'"));
    }

    private int ended() {
        return Integer.parseInt(column("SELECT count(*)::text FROM jobrunr_jobs WHERE state = 'SUCCEEDED'"));
    }

    private String column(String sql, Object... arguments) {
        return database.superuser()
                .withHandle(handle ->
                        handle.select(sql, arguments).mapTo(String.class).one());
    }

    private void change(String sql, Object... arguments) {
        database.superuser().useHandle(handle -> handle.execute(sql, arguments));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(condition);
    }
}
