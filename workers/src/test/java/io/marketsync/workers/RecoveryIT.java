package io.marketsync.workers;

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
import io.marketsync.queue.PoolServerStore.Moved;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs of processes that die, lose sight of them, or stop. */
class RecoveryIT {

    record Nothing() {}

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final class LongWork implements JobHandler<Nothing> {

        private final Kind<Nothing> kind = new Kind<>(
                "test.long",
                Queue.HIGH,
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                RetryPolicy.DEFAULT,
                Nothing.class);
        final BlockingQueue<Integer> started = new LinkedBlockingQueue<>();
        final BlockingQueue<Integer> interrupted = new LinkedBlockingQueue<>();
        final Semaphore mayEnd = new Semaphore(0);

        @Override
        public Kind<Nothing> kind() {
            return kind;
        }

        @Override
        public Outcome run(JobContext job, Nothing nothing) throws InterruptedException {
            started.add(job.attempt());
            try {
                mayEnd.acquire();
                return Outcome.OK;
            } catch (InterruptedException e) {
                interrupted.add(job.attempt());
                throw e;
            }
        }
    }

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final PoolServerStore servers = new PoolServerStore();
    private final LongWork handler = new LongWork();
    private TestPools pools;
    private UUID job;

    @BeforeEach
    void aJobRuns() throws SQLException, InterruptedException {
        // after a start of PostgreSQL nobody is taken for dead
        await(() -> column("SELECT pg_postmaster_start_time() < now() - interval '20 seconds'")
                .equals("t"));
        pools = TestPools.start(database, Map.of("high", 2), handler);
        job = pools.enqueue(handler.kind, database.seller("Recovering seller"), null, new Nothing(), 0);
        assertThat(next(handler.started)).isEqualTo(1);
    }

    @AfterEach
    void stop() {
        handler.mayEnd.release(100);
        pools.close();
    }

    @Test
    void aJobOfAProcessThatIsSeenNoMoreGoesOnElsewhereAndNoFailureCounts() throws InterruptedException {
        ofAServerThatDied();
        assertThat(release()).containsExactly(new Moved(job, false));
        assertThat(next(handler.started)).isEqualTo(2);
        assertThat(column("SELECT failures || ' ' || deaths FROM job_run")).isEqualTo("0 1");
        assertThat(next(handler.interrupted))
                .as("the attempt that lost its job")
                .isEqualTo(1);
    }

    @Test
    void aJobOfAServerThatWasSeenIsNoOrphan() {
        change("UPDATE jobrunr_jobs SET updatedat = updatedat - interval '1 hour'");
        assertThat(release()).isEmpty();
    }

    @Test
    void aJobThatWasClaimedAMomentAgoIsNoOrphan() {
        change("UPDATE jobrunr_jobs SET server_id = gen_random_uuid()");
        assertThat(release()).isEmpty();
    }

    @Test
    void theThirdDeathMakesADeadLetter() {
        change("UPDATE job_run SET deaths = 2");
        ofAServerThatDied();
        assertThat(release()).containsExactly(new Moved(job, true));
        assertThat(column("SELECT state || ' ' || reason || ' ' || outcome || ' ' || (finished_at IS NOT NULL)"
                        + " FROM job_run JOIN jobrunr_jobs j ON j.id = job_id"))
                .isEqualTo("FAILED crash failed true");
        assertThat(pools.job(job).getState().name()).isEqualTo("FAILED");
    }

    @Test
    void ofJobsThatDiedTogetherOnlyTheOneThatDiedMostIsADeadLetter() {
        UUID beside = anotherRuns();
        change("UPDATE job_run SET deaths = CASE WHEN job_id = '" + job + "' THEN 2 ELSE 1 END");
        ofAServerThatDied();
        assertThat(release()).containsExactlyInAnyOrder(new Moved(job, true), new Moved(beside, false));
        assertThat(column("SELECT deaths FROM job_run WHERE job_id = '" + beside + "'"))
                .isEqualTo("2");
        assertThat(column("SELECT state || ' ' || (scheduledat <= updatedat + interval '10 seconds') FROM jobrunr_jobs"
                        + " WHERE id = '" + beside + "'"))
                .isEqualTo("SCHEDULED true");
    }

    @Test
    void jobsThatDiedTogetherAgainAndAgainGoOnApart() {
        UUID beside = anotherRuns();
        change("UPDATE job_run SET deaths = 2");
        ofAServerThatDied();
        assertThat(release()).containsExactlyInAnyOrder(new Moved(job, false), new Moved(beside, false));
        assertThat(column("SELECT count(DISTINCT scheduledat) FROM jobrunr_jobs WHERE state = 'SCHEDULED'"))
                .isEqualTo("2");
        change("UPDATE jobrunr_jobs SET state = 'PROCESSING', scheduledat = NULL");
        change("UPDATE job_run SET deaths = 5");
        ofAServerThatDied();
        assertThat(release()).as("but not for ever").allMatch(Moved::dead).hasSize(2);
    }

    private UUID anotherRuns() {
        UUID other = pools.enqueue(handler.kind, database.seller("Another seller"), null, new Nothing(), 0);
        await(() -> column("SELECT count(*) FROM jobrunr_jobs WHERE state = 'PROCESSING'")
                .equals("2"));
        return other;
    }

    @Test
    void aJobClaimedHereThatNobodyHereRunsGoesBack() throws InterruptedException {
        String server = column("SELECT server_id FROM jobrunr_jobs");
        UUID lost = enqueueUnclaimed();
        change("UPDATE jobrunr_jobs SET state = 'PROCESSING', server_id = '" + server
                + "', updatedat = updatedat - interval '1 minute' WHERE id = '" + lost + "'");
        change("INSERT INTO job_run (job_id, attempt, server, started_at, updated_at) VALUES ('" + lost
                + "', 1, 'test', now(), now())");
        change("UPDATE jobrunr_jobs SET held = false");
        assertThat(next(handler.started)).isEqualTo(2);
        assertThat(column("SELECT failures || ' ' || deaths FROM job_run WHERE job_id = '" + lost + "'"))
                .isEqualTo("0 0");
    }

    @Test
    void anAttemptWhoseJobWasCancelledIsInterrupted() throws InterruptedException {
        change("UPDATE jobrunr_jobs SET state = 'DELETED', server_id = NULL");
        assertThat(next(handler.interrupted)).isEqualTo(1);
        await(() -> pools.pools().servers().getFirst().busy() == 0);
        assertThat(column("SELECT state FROM jobrunr_jobs")).isEqualTo("DELETED");
    }

    @Test
    void whatDoesNotEndWhileThePoolsDrainGoesBackToItsQueue() {
        pools.close();
        assertThat(
                        column(
                                "SELECT state || ' ' || failures || ' ' || deaths FROM job_run JOIN jobrunr_jobs j ON j.id = job_id"))
                .isEqualTo("ENQUEUED 0 0");
        assertThat(handler.interrupted).containsExactly(1);
        assertThat(
                        column(
                                "SELECT count(*) FROM pool_server WHERE process = 'test' AND seen_at > now() - interval '1 minute'"))
                .isEqualTo("0");
    }

    @Test
    void heartbeatsGoOnWhileThePoolsDrain() {
        Thread.ofPlatform().start(pools::close);
        await(() -> column("SELECT count(*) FROM pool_server WHERE draining").equals("1"));
        handler.mayEnd.release();
        await(() -> column("SELECT state FROM jobrunr_jobs").equals("SUCCEEDED"));
    }

    /** Its server never was here, and the job was claimed a while ago. */
    private void ofAServerThatDied() {
        change("UPDATE jobrunr_jobs SET server_id = '" + UUID.randomUUID()
                + "', updatedat = updatedat - interval '1 minute'");
    }

    private UUID enqueueUnclaimed() {
        change("INSERT INTO pause (scope, name) VALUES ('queue', 'high')");
        UUID id = pools.enqueue(handler.kind, database.seller("Other seller"), null, new Nothing(), 0);
        change("UPDATE jobrunr_jobs SET held = true WHERE id = '" + id + "'");
        change("TRUNCATE pause");
        return id;
    }

    private List<Moved> release() {
        change("UPDATE pool_server SET seen_at = now()");
        return database.workers().forSystem(servers::releaseOfDead);
    }

    private void change(String sql) {
        database.superuser().useHandle(handle -> handle.execute(sql));
    }

    private String column(String sql) {
        return database.superuser()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    private static int next(BlockingQueue<Integer> attempts) throws InterruptedException {
        Integer attempt = attempts.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(attempt).as("nothing happened").isNotNull();
        return attempt;
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(condition);
    }
}
