package io.marketsync.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.job.Attempt;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Queue;
import io.marketsync.limit.HeldBack;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What is stored for a job that waits already is seen by its next attempt, also by one that is claimed before it is committed. */
class JoiningIT {

    record Args() {}

    private static final Kind<Args> KIND = new Kind<>(
            "test.joining",
            Queue.NORMAL,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            RetryPolicy.DEFAULT,
            Args.class);

    private final TestDatabase database = TestDatabase.shared();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private TestStorage storage;
    private UUID seller;
    private UUID shop;
    private UUID waiting;

    @BeforeEach
    void aWaitingJob() {
        database.withoutJobs();
        storage = new TestStorage(database);
        seller = database.seller("Joining seller");
        shop = database.shop(seller);
        waiting = enqueue(OnTwin.RERUN).id();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource(names = {"RERUN", "FOLLOW"})
    void theFirstLookOfAnAttemptSeesWhatJoinedBeforeItsClaim(OnTwin onTwin) throws Exception {
        Future<Long> look = database.workers().forSeller(seller, handle -> {
            say(handle, onTwin);
            Future<Long> looking = looking(claimed());
            await().until(() -> looking.isDone() || waitForTheLock() == 1);
            return looking;
        });
        assertThat(look.get()).isEqualTo(1);
    }

    /** Who joins without end would otherwise keep it waiting without end. */
    @Test
    void anAttemptComesToItsTurnAndWhoSaysMoreMeanwhileIsFollowedByAnotherRun() throws Exception {
        record Both(Future<Long> look, Future<Enqueued> more) {}
        Both both = database.workers().forSeller(seller, handle -> {
            say(handle, OnTwin.RERUN);
            Future<Long> looking = looking(claimed());
            await().until(() -> looking.isDone() || waitForTheLock() == 1);
            Future<Enqueued> more = threads.submit(() -> enqueue(OnTwin.RERUN));
            await().until(() -> more.isDone() || waitForTheLock() == 2);
            return new Both(looking, more);
        });
        assertThat(both.look().get()).isEqualTo(1);
        assertThat(both.more().get().joined()).isFalse();
    }

    /** They wait for each other in a circle otherwise: rows are stored before the job is asked for, and looked at by the job. */
    @Test
    void whoStoredARowThatTheLookWaitsForCanStillAskForTheJob() throws Exception {
        Future<Long> look = database.workers().forSeller(seller, handle -> {
            handle.execute(
                    "INSERT INTO sync_watermark (seller_id, shop_id, feed, reached) VALUES (?, ?, 'said', now())",
                    seller,
                    shop);
            Attempt claimed = claimed();
            Future<Long> looking = threads.submit(() -> claimed.unfenced(other -> (long) other.execute(
                    "INSERT INTO sync_watermark (seller_id, shop_id, feed, reached) VALUES (?, ?, 'said', now()) ON CONFLICT DO NOTHING",
                    seller,
                    shop)));
            await().until(() -> count("locktype = 'transactionid' AND NOT granted") == 1);
            assertThat(storage.queue.enqueue(handle, unique(), OnTwin.RERUN).joined())
                    .as("what runs already")
                    .isFalse();
            return looking;
        });
        assertThat(look.get()).isZero();
    }

    @Test
    void aClickThatJoinsHoldsNoAttemptUp() throws Exception {
        long seen = database.workers().forSeller(seller, handle -> {
            assertThat(storage.queue.enqueue(handle, unique(), OnTwin.JOIN).joined())
                    .isTrue();
            return looked(claimed());
        });
        assertThat(seen).isZero();
    }

    @Test
    void anAttemptGoesOnLaterWhenOneDoesNotCommit() throws Exception {
        Attempt attempt = database.workers().forSeller(seller, handle -> {
            say(handle, OnTwin.RERUN);
            Attempt claimed = claimed();
            assertThatThrownBy(() -> looked(claimed)).hasCauseInstanceOf(HeldBack.class);
            return claimed;
        });
        assertThat(looked(attempt)).isEqualTo(1);
    }

    @Test
    void onlyTheLockIsWaitedForSoBriefly() {
        String usual = database.workers().forSeller(seller, JoiningIT::lockTimeout);
        assertThat(claimed().<String>unfenced(JoiningIT::lockTimeout)).isEqualTo(usual);
    }

    private static String lockTimeout(Handle handle) {
        return handle.select("SHOW lock_timeout").mapTo(String.class).one();
    }

    private void say(Handle handle, OnTwin onTwin) {
        handle.execute(
                "INSERT INTO sync_watermark (seller_id, shop_id, feed, reached) VALUES (?, ?, 'said', now())",
                seller,
                shop);
        assertThat(storage.queue.enqueue(handle, unique(), onTwin)).isEqualTo(new Enqueued(waiting, true));
    }

    private Attempt claimed() {
        return new Attempt(storage.attempt(waiting, Instant.now()), database.workers(), new JobRunStore(), () -> false);
    }

    private Future<Long> looking(Attempt attempt) {
        return threads.submit(() -> attempt.unfenced(
                handle -> handle.createQuery("SELECT count(*) FROM sync_watermark WHERE shop_id = :shop")
                        .bind("shop", shop)
                        .mapTo(Long.class)
                        .one()));
    }

    /** On a thread of its own: a transaction inside a transaction would be the same one. */
    private long looked(Attempt attempt) {
        try {
            return looking(attempt).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private int waitForTheLock() {
        return count("locktype = 'advisory' AND classid = 7702 AND NOT granted");
    }

    private int count(String locks) {
        return database.superuser()
                .withHandle(handle ->
                        handle.select("""
                        SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                        WHERE a.datname = current_database() AND %s""".formatted(locks)).mapTo(Integer.class).one());
    }

    private Enqueued enqueue(OnTwin onTwin) {
        return database.api().forSeller(seller, handle -> storage.queue.enqueue(handle, unique(), onTwin));
    }

    private NewJob unique() {
        return new NewJob(KIND, new JobTarget(seller, shop, "ozon"), new Args(), 5, true, Origin.SYSTEM, null);
    }
}
