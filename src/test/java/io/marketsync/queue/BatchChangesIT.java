package io.marketsync.queue;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import io.marketsync.db.Schema;

import static org.assertj.core.api.Assertions.assertThat;

/** What batches come to while their members run, are steered and are removed. */
class BatchChangesIT {

    private static final String ALL = "size, waiting, running, finished, dead, cancelled, joined";
    private static final String COUNTS = "{\"created\":2,\"updated\":1}";

    private final BatchScene scene = new BatchScene();
    private final RetentionStore retention = new RetentionStore();
    private final List<UUID> shops = scene.shops(6);

    @Test
    void itsNumbersAreThoseOfItsMembers() {
        EnqueuedBatch batch = scene.enqueue(shops, OnTwin.JOIN);
        List<UUID> jobs = batch.stored();
        scene.run(jobs.subList(0, 1), "PROCESSING", null, COUNTS);
        scene.run(jobs.subList(1, 3), "SUCCEEDED", "ok", COUNTS);
        scene.run(jobs.subList(3, 4), "SUCCEEDED", "nothing", "{}");
        scene.run(jobs.subList(4, 5), "FAILED", "failed", "{\"failed\":3}");

        assertThat(scene.seen(batch.id(), ALL)).isEqualTo("6 1 1 3 1 0 0");
        assertThat(scene.seen(batch.id(), "well, nothing, partial")).isEqualTo("2 1 0");
        assertThat(scene.seen(batch.id(), "counts")).isEqualTo("{\"failed\": 3, \"created\": 6, \"updated\": 3}");
        assertThat(scene.seen(batch.id(), "started_at IS NOT NULL, finished_at IS NOT NULL"))
                .isEqualTo("t t");
    }

    @Test
    void anotherSellerSeesNothingOfIt() {
        UUID batch = scene.enqueue(shops, OnTwin.JOIN).id();
        UUID other = scene.database.seller("Another seller");

        long seen = scene.database.api().forSeller(other, handle -> handle.select(
                        "SELECT (SELECT count(*) FROM batch_operation) + (SELECT count(*) FROM batch_member)"
                                + " + (SELECT waiting FROM batch_tally(?, ?))",
                        scene.seller,
                        batch)
                .mapTo(Long.class)
                .one());
        assertThat(seen).isZero();
    }

    @Test
    void itsOwnJobsAreCancelledAndWhoRunsThemIsTold() throws Exception {
        UUID joined = scene.enqueue(shops.subList(0, 1), OnTwin.JOIN).stored().getFirst();
        EnqueuedBatch batch = scene.enqueue(shops, OnTwin.JOIN);
        List<UUID> running = batch.stored().subList(0, 2);
        scene.run(running, "PROCESSING", null, COUNTS);
        scene.run(batch.stored().subList(2, 3), "SUCCEEDED", "ok", COUNTS);
        try (Connection listener = scene.database.as(Schema.WORKER).getConnection();
                Statement listen = listener.createStatement()) {
            listen.execute("LISTEN " + JobQueue.CHANNEL);

            assertThat(scene.jobs(batch.id(), "cancel_jobs")).isEqualTo("4");

            PGNotification[] told = listener.unwrap(PGConnection.class).getNotifications(5_000);
            assertThat(told)
                    .extracting(PGNotification::getParameter)
                    .containsExactlyInAnyOrder("cancel:" + running.get(0), "cancel:" + running.get(1));
        }
        assertThat(scene.seen(batch.id(), ALL)).isEqualTo("6 1 0 1 0 4 1");
        assertThat(scene.count("jobrunr_jobs WHERE id = ? AND state = 'ENQUEUED'", joined))
                .isEqualTo(1);
        assertThat(scene.jobs(batch.id(), "cancel_jobs")).as("again").isEqualTo("0");
    }

    @Test
    void anotherSellersJobsAreOutOfReach() {
        EnqueuedBatch batch = scene.enqueue(shops, OnTwin.JOIN);
        scene.run(batch.stored().subList(0, 2), "FAILED", "failed", "{}");
        UUID other = scene.database.seller("Another seller");

        for (String function : List.of("cancel_jobs(?)", "(retry_jobs(?)).retried", "discard_jobs(?)")) {
            int changed = scene.database.api().forSeller(other, handle -> handle.createQuery(
                            "SELECT " + function.replace("?", ":jobs"))
                    .bindArray("jobs", UUID.class, List.copyOf(batch.stored()))
                    .mapTo(Integer.class)
                    .one());
            assertThat(changed).as(function).isZero();
        }
        assertThat(scene.seen(batch.id(), ALL)).isEqualTo("6 4 0 0 2 0 0");
    }

    @Test
    void deadMembersWaitAgainExceptThoseWhoseTwinLives() {
        EnqueuedBatch batch = scene.enqueue(shops, OnTwin.JOIN);
        scene.run(batch.stored(), "FAILED", "failed", COUNTS);
        UUID twin = scene.enqueue(shops.subList(0, 1), OnTwin.JOIN).stored().getFirst();

        assertThat(scene.jobs(batch.id(), "retry_jobs")).isEqualTo("(5," + twin + ")");

        assertThat(scene.seen(batch.id(), ALL)).isEqualTo("6 5 0 0 1 0 0");
        assertThat(scene.jobs(batch.id(), "discard_jobs")).isEqualTo("1");
        assertThat(scene.seen(batch.id(), ALL)).isEqualTo("6 5 0 0 0 1 0");
    }

    @Test
    void whatRetentionRemovesStaysInItsNumbers() {
        EnqueuedBatch first = scene.enqueue(shops, OnTwin.JOIN);
        scene.run(first.stored().subList(0, 3), "PROCESSING", null, COUNTS);
        EnqueuedBatch second = scene.enqueue(shops.subList(0, 5), OnTwin.JOIN);
        assertThat(second.twins()).hasSize(5);
        finished(first.stored().subList(0, 2), "ok");
        finished(first.stored().subList(2, 3), "partial");
        String all = ALL + ", well, nothing, partial, version, counts, started_at, finished_at";
        String firstBefore = scene.seen(first.id(), all);
        String secondBefore = scene.seen(second.id(), all);

        assertThat(remove(2)).isEqualTo(2);
        assertThat(remove(1000)).isEqualTo(1);

        assertThat(scene.count("job WHERE batch_id = ?", first.id())).isEqualTo(3);
        assertThat(scene.seen(first.id(), all)).isEqualTo(firstBefore);
        assertThat(scene.seen(second.id(), all)).isEqualTo(secondBefore);
    }

    @Test
    void aBatchGoesAfterItsLastMember() {
        List<UUID> asStored =
                shops.stream().sorted(Comparator.comparing(UUID::toString)).toList();
        EnqueuedBatch batch = scene.enqueue(asStored, OnTwin.JOIN);
        scene.run(batch.stored(), "PROCESSING", null, "{}");
        EnqueuedBatch joining = scene.enqueue(asStored.subList(0, 2), OnTwin.JOIN);
        finished(batch.stored().subList(0, 5), "ok");
        remove(1000);
        assertThat(removeBatches(1000)).as("one member is left of the first").isEqualTo(1);
        assertThat(scene.count("batch WHERE id = ?", joining.id())).isZero();

        finished(batch.stored().subList(5, 6), "ok");
        remove(1000);

        assertThat(removeBatches(1000)).isEqualTo(1);
        assertThat(scene.count("batch WHERE seller_id = ?", scene.seller)).isZero();
        assertThat(scene.count("batch_joined WHERE seller_id = ?", scene.seller))
                .isZero();
    }

    @Test
    void oneStepRemovesNoMoreBatchesThanItMay() {
        for (UUID shop : shops) {
            finished(scene.enqueue(List.of(shop), OnTwin.JOIN).stored(), null);
        }
        remove(1000);

        assertThat(removeBatches(4)).isEqualTo(4);
        assertThat(removeBatches(4)).isEqualTo(2);
    }

    /** Two months ago. */
    private void finished(List<UUID> jobs, String outcome) {
        scene.state(jobs, "SUCCEEDED");
        scene.database.superuser().useHandle(handle -> {
            handle.createUpdate("UPDATE jobrunr_jobs SET updatedat = now() - interval '60 days' WHERE id = ANY (:jobs)")
                    .bindArray("jobs", UUID.class, List.copyOf(jobs))
                    .execute();
            handle.createUpdate("""
                            UPDATE job_run SET outcome = :outcome, started_at = now() - interval '61 days',
                                finished_at = now() - interval '60 days' WHERE job_id = ANY (:jobs)""")
                    .bind("outcome", outcome)
                    .bindArray("jobs", UUID.class, List.copyOf(jobs))
                    .execute();
        });
    }

    private int remove(int step) {
        return scene.database
                .workers()
                .forSystem(handle -> retention.removeJobs(handle, "SUCCEEDED", Duration.ofDays(30), step));
    }

    private int removeBatches(int step) {
        return scene.database.workers().forSystem(handle -> retention.removeBatches(handle, step));
    }
}
