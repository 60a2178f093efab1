package io.marketsync.queue;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.states.StateName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import io.marketsync.db.Schema;
import io.marketsync.db.StatementCount;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JobQueueIT {

    record Args() {}

    private static final Kind<Args> KIND = new Kind<>(
            "test.queue", Queue.NORMAL, Duration.ofSeconds(1), Duration.ofSeconds(2), RetryPolicy.DEFAULT, Args.class);

    private final TestDatabase database = TestDatabase.shared();
    private TestStorage storage;
    private UUID seller;
    private UUID shop;

    @BeforeEach
    void setUp() {
        database.withoutJobs();
        storage = new TestStorage(database);
        seller = database.seller("Queue seller");
        shop = database.shop(seller);
    }

    @Test
    void aSnoozedJobGoesOnAtOnceWhenThereIsSomethingNewForItAndAFailedOneWaits() {
        UUID id = enqueue(OnTwin.RERUN);
        storage.attempt(id, java.time.Instant.now());
        waitsUntilTomorrow(id, null);
        assertThat(enqueue(OnTwin.JOIN)).isEqualTo(id);
        assertThat(state(id)).as("a click on the same").isEqualTo("SCHEDULED");
        assertThat(enqueue(OnTwin.RERUN)).isEqualTo(id);
        assertThat(state(id)).isEqualTo("ENQUEUED");
        assertThat(isDue(id)).as("what is due later is not claimed").isTrue();

        waitsUntilTomorrow(id, "transient");
        assertThat(enqueue(OnTwin.RERUN)).isEqualTo(id);
        assertThat(state(id)).isEqualTo("SCHEDULED");
    }

    private boolean isDue(UUID id) {
        return database.superuser().withHandle(handle -> handle.select(
                        "SELECT scheduledat <= now() AT TIME ZONE 'utc' FROM jobrunr_jobs WHERE id = ?", id)
                .mapTo(Boolean.class)
                .one());
    }

    private UUID enqueue(OnTwin onTwin) {
        return database.api()
                .forSeller(seller, handle -> storage.queue.enqueue(handle, unique(), onTwin))
                .id();
    }

    private void waitsUntilTomorrow(UUID id, String reason) {
        database.superuser().useHandle(handle -> {
            handle.execute(
                    "UPDATE jobrunr_jobs SET state = 'SCHEDULED', scheduledat = now() AT TIME ZONE 'utc' + interval '1 day' WHERE id = ?",
                    id);
            handle.execute("UPDATE job_run SET reason = ? WHERE job_id = ?", reason, id);
        });
    }

    private String state(UUID id) {
        return database.superuser()
                .withHandle(handle -> handle.select("SELECT state FROM jobrunr_jobs WHERE id = ?", id)
                        .mapTo(String.class)
                        .one());
    }

    @Test
    void aJobExistsOnlyWhenItsTransactionCommits() {
        assertThatThrownBy(() -> database.api().forSeller(seller, handle -> {
                    storage.queue.enqueue(handle, unique(), OnTwin.JOIN);
                    throw new IllegalStateException("the request fails later");
                }))
                .hasMessage("the request fails later");
        assertThat(count("jobrunr_jobs")).isZero();
        assertThat(count("job")).isZero();
    }

    @Test
    void enqueueIsOneStatementAndNotifiesAtCommit() throws Exception {
        try (Connection listener = database.as(Schema.WORKER).getConnection();
                Statement listen = listener.createStatement()) {
            listen.execute("LISTEN " + JobQueue.CHANNEL);
            long statements = database.api().forSeller(seller, handle -> {
                long before = StatementCount.soFar();
                storage.queue.enqueue(handle, unique(), OnTwin.JOIN);
                return StatementCount.soFar() - before;
            });
            assertThat(statements).isEqualTo(1);
            PGNotification[] notified = listener.unwrap(PGConnection.class).getNotifications(5_000);
            assertThat(notified).extracting(PGNotification::getParameter).containsExactly("normal");
        }
    }

    @Test
    void jobrunrReadsWhatWeWroteAndKnowsQueueAndKindAsLabels() {
        UUID id = enqueue(unique(), OnTwin.JOIN).id();
        Job job = storage.job(id);
        assertThat(job.getState()).isEqualTo(StateName.ENQUEUED);
        assertThat(job.getJobName()).isEqualTo("test.queue");
        assertThat(job.getLabels()).containsExactly("queue:normal", "kind:test.queue");
        assertThat(job.getJobDetails().getJobParameterValues()).containsExactly(new JobRef(id));
    }

    @Test
    void aRequestJoinsItsTwin() {
        Enqueued first = enqueue(unique(), OnTwin.JOIN);
        Enqueued second = enqueue(unique(), OnTwin.JOIN);
        assertThat(second).isEqualTo(new Enqueued(first.id(), true));
        assertThat(count("job")).isEqualTo(1);
    }

    @Test
    void aRerunOfAWaitingTwinIsThatTwin() {
        Enqueued first = enqueue(unique(), OnTwin.JOIN);
        assertThat(enqueue(unique(), OnTwin.RERUN)).isEqualTo(new Enqueued(first.id(), true));
    }

    @Test
    void aRunningTwinIsFollowedByExactlyOneRerun() {
        UUID running = enqueue(unique(), OnTwin.JOIN).id();
        setState(running, "PROCESSING");
        Enqueued rerun = enqueue(unique(), OnTwin.RERUN);
        assertThat(rerun.joined()).isFalse();
        assertThat(rerun.id()).isNotEqualTo(running);
        assertThat(enqueue(unique(), OnTwin.RERUN)).isEqualTo(new Enqueued(rerun.id(), true));
        assertThat(enqueue(unique(), OnTwin.JOIN)).isEqualTo(new Enqueued(rerun.id(), true));

        setState(running, "SUCCEEDED");
        assertThat(enqueue(unique(), OnTwin.JOIN)).isEqualTo(new Enqueued(rerun.id(), true));
        setState(rerun.id(), "PROCESSING");
        Enqueued next = enqueue(unique(), OnTwin.RERUN);
        assertThat(next.joined()).isFalse();
        assertThat(enqueue(unique(), OnTwin.RERUN)).isEqualTo(new Enqueued(next.id(), true));
    }

    @Test
    void anEndedJobIsNoTwin() {
        for (String ended : List.of("SUCCEEDED", "FAILED", "DELETED")) {
            Enqueued first = enqueue(unique(), OnTwin.JOIN);
            assertThat(first.joined()).isFalse();
            setState(first.id(), ended);
        }
    }

    @Test
    void fiftyRequestsAtOnceBecomeOneJob() throws Exception {
        try (ExecutorService clicks = Executors.newFixedThreadPool(8)) {
            Callable<Enqueued> click = () -> enqueue(unique(), OnTwin.JOIN);
            List<Future<Enqueued>> answers =
                    clicks.invokeAll(IntStream.range(0, 50).mapToObj(i -> click).toList());
            UUID only = answers.getFirst().get().id();
            for (Future<Enqueued> answer : answers) {
                assertThat(answer.get().id()).isEqualTo(only);
            }
        }
        assertThat(count("job")).isEqualTo(1);
    }

    private NewJob unique() {
        return new NewJob(KIND, new JobTarget(seller, shop, "ozon"), new Args(), 5, true, Origin.CLICK, "req-12345678");
    }

    private Enqueued enqueue(NewJob job, OnTwin onTwin) {
        return database.api().forSeller(seller, handle -> storage.queue.enqueue(handle, job, onTwin));
    }

    private void setState(UUID job, String state) {
        database.superuser()
                .useHandle(handle -> handle.execute("UPDATE jobrunr_jobs SET state = ? WHERE id = ?", state, job));
    }

    private long count(String table) {
        return database.superuser().withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                .mapTo(Long.class)
                .one());
    }
}
