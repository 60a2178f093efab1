package io.marketsync.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.jdbi.v3.core.Handle;
import org.jobrunr.jobs.states.StateName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;

import static org.assertj.core.api.Assertions.assertThat;

/** What is counted is what is there, whoever moved it, folded or not. */
class JobCountIT {

    record Args() {}

    private static final Kind<Args> KIND = new Kind<>(
            "test.count", Queue.NORMAL, Duration.ofSeconds(1), Duration.ofSeconds(2), RetryPolicy.DEFAULT, Args.class);

    private final TestDatabase database = TestDatabase.shared();
    private final JobCountStore counts = new JobCountStore();
    private TestStorage storage;
    private UUID seller;

    @BeforeEach
    void setUp() {
        database.withoutJobs();
        storage = new TestStorage(database);
        seller = database.seller("Counted seller");
    }

    @Test
    void everyChangeIsCounted() {
        List<UUID> jobs = enqueue(10);
        assertCounted();
        move(jobs.subList(0, 6), "PROCESSING");
        assertCounted();
        move(jobs.subList(0, 3), "SUCCEEDED");
        move(jobs.subList(3, 6), "SCHEDULED");
        remove(jobs.subList(0, 1));
        assertCounted();
        assertThat(counted()).containsEntry("ENQUEUED", 4L).containsEntry("SUCCEEDED", 2L);
    }

    @Test
    void foldingChangesNoCount() {
        List<UUID> jobs = enqueue(10);
        assertThat(database.workers().forSystem(counts::fold)).isPositive();
        assertCounted();
        move(jobs.subList(0, 6), "PROCESSING");
        remove(jobs.subList(8, 10));
        assertThat(database.workers().forSystem(counts::fold)).isPositive();
        assertCounted();
        assertThat(deltas()).isZero();
        assertThat(database.workers().forSystem(counts::fold)).isZero();
    }

    @Test
    void whatIsRolledBackIsNotCounted() {
        enqueue(2);
        database.superuser().useHandle(handle -> {
            handle.begin();
            handle.execute("UPDATE jobrunr_jobs SET state = 'PROCESSING'");
            handle.rollback();
        });
        assertCounted();
    }

    @Test
    void oneProcessFoldsAtATime() {
        enqueue(3);
        database.superuser().useHandle(handle -> {
            handle.begin();
            handle.createQuery("SELECT pg_advisory_xact_lock(7702, 0)::text")
                    .mapTo(String.class)
                    .one();
            assertThat(database.workers().forSystem(counts::fold)).isZero();
            handle.rollback();
        });
        assertThat(database.workers().forSystem(counts::fold)).isPositive();
    }

    @Test
    void theDashboardIsToldTheCounts() {
        List<UUID> jobs = enqueue(5);
        move(jobs.subList(0, 2), "FAILED");
        assertThat(storage.storage.getJobStats().getEnqueued()).isEqualTo(3);
        assertThat(storage.storage.getJobStats().getFailed()).isEqualTo(2);
        assertThat(storage.storage.countJobs(StateName.ENQUEUED)).isEqualTo(3);
        assertThat(storage.storage.countJobs(StateName.SUCCEEDED)).isZero();
    }

    @Test
    void depthAndAgeAreThoseOfTheQueue() {
        List<UUID> jobs = enqueue(5);
        move(jobs.subList(0, 2), "SCHEDULED");
        database.superuser()
                .useHandle(handle -> handle.execute(
                        "UPDATE jobrunr_jobs SET createdat = createdat - interval '1 hour' WHERE id = ?", jobs.get(4)));
        assertThat(database.workers().forSystem(counts::depths)).anySatisfy(depth -> {
            assertThat(depth.queue()).isEqualTo(Queue.NORMAL);
            assertThat(depth.depth()).isEqualTo(3);
            assertThat(depth.scheduled()).isEqualTo(2);
            assertThat(depth.oldestSeconds()).isBetween(3600.0, 3700.0);
        });
    }

    private List<UUID> enqueue(int jobs) {
        return database.api()
                .forSeller(
                        seller,
                        handle -> storage.queue.enqueueAll(
                                handle,
                                IntStream.range(0, jobs)
                                        .mapToObj(i -> new NewJob(
                                                KIND,
                                                JobTarget.ofSeller(seller),
                                                new Args(),
                                                0,
                                                false,
                                                Origin.BATCH,
                                                null))
                                        .toList()));
    }

    private void move(List<UUID> jobs, String state) {
        database.workers()
                .forSystem(handle -> handle.createUpdate("UPDATE jobrunr_jobs SET state = :state WHERE id = ANY (:ids)")
                        .bind("state", state)
                        .bindArray("ids", UUID.class, (Object[]) jobs.toArray(UUID[]::new))
                        .execute());
    }

    private void remove(List<UUID> jobs) {
        database.workers().forSystem(handle -> handle.createUpdate("DELETE FROM jobrunr_jobs WHERE id = ANY (:ids)")
                .bindArray("ids", UUID.class, (Object[]) jobs.toArray(UUID[]::new))
                .execute());
    }

    private void assertCounted() {
        assertThat(counted())
                .isEqualTo(database.superuser()
                        .withHandle(handle ->
                                byState(handle, "SELECT state, count(*) AS n FROM jobrunr_jobs GROUP BY state")));
    }

    private Map<String, Long> counted() {
        return database.superuser()
                .withHandle(handle -> byState(
                        handle, "SELECT state, sum(n)::bigint AS n FROM job_counts GROUP BY state HAVING sum(n) <> 0"));
    }

    private long deltas() {
        return database.superuser().withHandle(handle -> handle.createQuery("SELECT count(*) FROM job_count_delta")
                .mapTo(Long.class)
                .one());
    }

    private static Map<String, Long> byState(Handle handle, String query) {
        return handle.createQuery(query)
                .setMapKeyColumn("state")
                .setMapValueColumn("n")
                .collectInto(new org.jdbi.v3.core.generic.GenericType<Map<String, Long>>() {});
    }
}
