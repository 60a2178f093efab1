package io.marketsync.workers;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Counter;
import org.awaitility.Awaitility;
import org.jobrunr.jobs.states.StateName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

class PoolGroupIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    record Name(String name) {}

    /** Work that a test starts, watches and lets end. */
    private static final class Work implements JobHandler<Name> {

        private final Kind<Name> kind;
        final List<String> started = Collections.synchronizedList(new ArrayList<>());
        final Semaphore mayEnd = new Semaphore(0);
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger mostAtOnce = new AtomicInteger();
        volatile RuntimeException failure;

        Work(Queue queue) {
            this.kind = new Kind<>(
                    "test." + queue.word(),
                    queue,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(2),
                    new RetryPolicy(2, Duration.ofMillis(10), Duration.ofMillis(20)),
                    Name.class);
        }

        @Override
        public Kind<Name> kind() {
            return kind;
        }

        @Override
        public Outcome run(JobContext job, Name name) throws InterruptedException {
            mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
            started.add(name.name());
            try {
                mayEnd.acquire();
                if (failure != null) {
                    throw failure;
                }
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
    private UUID seller;

    @BeforeEach
    void start() throws SQLException {
        pools = TestPools.start(database, Map.of("high", 2, "low", 1), high, low);
        seller = database.seller("Pool seller");
        Awaitility.await("pools are ready").atMost(SOON).until(() -> pools.pools().servers().stream()
                .allMatch(PoolServer::isAnnounced));
    }

    @AfterEach
    void stop() {
        high.mayEnd.release(1000);
        low.mayEnd.release(1000);
        pools.close();
    }

    @Test
    void eachPoolClaimsItsOwnQueueAlone() {
        for (int i = 0; i < 5; i++) {
            enqueue(low, "low" + i, 0);
        }
        enqueue(high, "high", 0);
        await(() -> high.started.contains("high"));
        assertThat(high.started).containsExactly("high");
        await(() -> low.started.size() == 1);
    }

    @Test
    void aPoolNeverClaimsMoreThanItsSlots() {
        for (int i = 0; i < 30; i++) {
            enqueue(high, "short" + i, 0);
        }
        await(() -> high.running.get() == 2);
        assertThat(processing()).isEqualTo(2);
        for (int i = 0; i < 28; i++) {
            high.mayEnd.release();
            int ended = i + 3;
            await(() -> high.started.size() == ended);
            assertThat(pools.pools().servers()).allMatch(pool -> pool.busy() <= pool.slots());
        }
        assertThat(high.mostAtOnce).hasValue(2);
        assertThat(pools.pools().running()).isTrue();
    }

    @Test
    void whatHasPriorityStartsFirst() {
        enqueue(low, "blocker", 0);
        await(() -> low.started.contains("blocker"));
        enqueue(low, "cron", 0);
        enqueue(low, "click", 9);
        low.mayEnd.release(2);
        await(() -> low.started.size() == 3 || low.started.contains("cron"));
        assertThat(low.started).startsWith("blocker", "click");
    }

    @Test
    void oneShopAndKindRunsOnceAtATime() {
        UUID shop = database.shop(seller);
        UUID other = database.shop(seller);
        pools.enqueue(high.kind(), seller, shop, new Name("first"), 0);
        await(() -> high.started.contains("first"));
        pools.enqueue(high.kind(), seller, shop, new Name("second"), 9);
        pools.enqueue(high.kind(), seller, other, new Name("other"), 0);
        await(() -> high.started.contains("other"));
        assertThat(high.started).doesNotContain("second");
        high.mayEnd.release(2);
        await(() -> high.started.contains("second"));
    }

    @Test
    void nothingStartsBeforeItIsDue() {
        UUID later = enqueue(high, "blocked", 0, "now() AT TIME ZONE 'utc' + interval '1 hour'");
        enqueue(high, "due", 0);
        await(() -> high.started.contains("due"));
        assertThat(high.started).containsExactly("due");
        assertThat(pools.job(later).getState()).isEqualTo(StateName.ENQUEUED);
    }

    @Test
    void aFailedAttemptIsFollowedByAnotherAndThenByNone() {
        high.failure = new JobFailure(Reason.TRANSIENT, "broken");
        UUID job = enqueue(high, "failing", 0);
        high.mayEnd.release(10);
        await(() -> pools.job(job).getState() == StateName.FAILED);
        assertThat(high.started).hasSize(2);
        assertThat(column(
                        "SELECT attempt || ' ' || outcome || ' ' || reason || ' ' || error FROM job_run WHERE job_id = '"
                                + job + "'"))
                .isEqualTo("2 failed transient broken");
        assertThat(count("marketsync.job.retries")).isEqualTo(1);
        assertThat(count("marketsync.job.dead")).isEqualTo(1);
        assertThat(count("marketsync.job.failures")).isEqualTo(2);
    }

    @Test
    void aRefusedKeyIsNotTriedAgain() {
        high.failure = new JobFailure(Reason.AUTH, "refused");
        UUID job = enqueue(high, "refused", 0);
        high.mayEnd.release(10);
        await(() -> pools.job(job).getState() == StateName.FAILED);
        assertThat(high.started).hasSize(1);
    }

    @Test
    void aFaultOfOursIsStoredWithoutItsDetails() {
        high.failure = new IllegalStateException("password=secret");
        UUID job = enqueue(high, "bug", 0);
        high.mayEnd.release(10);
        await(() -> pools.job(job).getState() == StateName.FAILED);
        assertThat(column("SELECT reason FROM job_run WHERE job_id = '" + job + "'"))
                .isEqualTo("bug");
        assertThat(column("SELECT error FROM job_run WHERE job_id = '" + job + "'"))
                .doesNotContain("secret");
        assertThat(column("SELECT jobasjson FROM jobrunr_jobs WHERE id = '" + job + "'"))
                .doesNotContain("secret");
    }

    @Test
    void wakeUpsComeBackAfterTheirConnectionIsCut() {
        await(this::wakeUpsListen);
        assertThat(
                        column(
                                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'marketsync wake-ups'"))
                .isEqualTo("1");
        await(this::wakeUpsListen);
        enqueue(high, "after", 0);
        await(() -> high.started.contains("after"));
    }

    private boolean wakeUpsListen() {
        return column("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'marketsync wake-ups'")
                .equals("1");
    }

    @Test
    void outcomeAndStateAreOneTransaction() {
        UUID job = enqueue(high, "fine", 0);
        high.mayEnd.release();
        await(() -> pools.job(job).getState() == StateName.SUCCEEDED);
        assertThat(column(
                        "SELECT outcome || ' ' || (finished_at IS NOT NULL) FROM job_run WHERE job_id = '" + job + "'"))
                .isEqualTo("ok true");
    }

    @Test
    void stoppingLetsARunningJobFinishAndClaimsNothingMore() throws InterruptedException {
        UUID running = enqueue(high, "running", 0);
        await(() -> high.started.contains("running"));
        Thread stopping = Thread.ofPlatform().start(pools.pools()::close);
        Awaitility.await("no claimer is left").atMost(SOON).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("claimer-high")));
        UUID late = enqueue(high, "late", 0);
        high.mayEnd.release();
        stopping.join();
        assertThat(column("SELECT state FROM jobrunr_jobs WHERE id = '" + running + "'"))
                .isEqualTo("SUCCEEDED");
        assertThat(column("SELECT state FROM jobrunr_jobs WHERE id = '" + late + "'"))
                .isEqualTo("ENQUEUED");
    }

    private UUID enqueue(Work work, String name, int priority) {
        return pools.enqueue(work.kind(), seller, null, new Name(name), priority);
    }

    /** Enqueued, but due at a time: with an uncommitted neighbour nothing can be claimed in between. */
    private UUID enqueue(Work work, String name, int priority, String due) {
        fillSlots(work);
        UUID id = enqueue(work, name, priority);
        database.superuser()
                .useHandle(
                        handle -> handle.execute("UPDATE jobrunr_jobs SET scheduledat = " + due + " WHERE id = ?", id));
        work.mayEnd.release(2);
        await(() -> work.running.get() == 0);
        work.started.clear();
        return id;
    }

    private void fillSlots(Work work) {
        enqueue(work, "slot", 0);
        enqueue(work, "slot", 0);
        await(() -> work.running.get() == 2);
    }

    private long processing() {
        return Long.parseLong(column("SELECT count(*) FROM jobrunr_jobs WHERE state = 'PROCESSING'"));
    }

    private double count(String counter) {
        return pools.registry.find(counter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private String column(String sql) {
        return database.superuser()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(condition);
    }
}
