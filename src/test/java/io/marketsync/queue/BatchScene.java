package io.marketsync.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.marketsync.db.StatementCount;
import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;

/** A seller with many shops, who asks for a batch of them. */
final class BatchScene {

    record Args() {}

    static final Kind<Args> KIND = new Kind<>(
            "test.batch", Queue.NORMAL, Duration.ofSeconds(1), Duration.ofSeconds(2), RetryPolicy.DEFAULT, Args.class);

    final TestDatabase database = TestDatabase.shared().withoutJobs();
    final UUID seller = database.seller("Seller of many shops");
    private final BatchQueue batches = new BatchQueue();

    /** What a batch came to, and with how many statements. */
    record Asked(EnqueuedBatch batch, long statements) {}

    List<UUID> shops(int count) {
        return database.superuser()
                .withHandle(handle ->
                        handle.select("""
                        INSERT INTO shop (id, seller_id, marketplace, name, client_id, wrapped_key, sealed_key, key_hint)
                        SELECT id, ?, 'ozon', 'One of many', id::text, '\\x00', '\\x00', ''
                        FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, ?)) made
                        RETURNING id""", seller, count).mapTo(UUID.class).list());
    }

    NewJob job(UUID shop) {
        return new NewJob(KIND, new JobTarget(seller, shop, "ozon"), new Args(), 5, true, Origin.BATCH, "req-87654321");
    }

    NewBatch of(Collection<UUID> shops) {
        return new NewBatch(
                KIND.name(), KIND.queue(), shops.stream().map(this::job).toList(), List.of());
    }

    EnqueuedBatch enqueue(Collection<UUID> shops, OnTwin onTwin) {
        return asked(shops, onTwin).batch;
    }

    Asked asked(Collection<UUID> shops, OnTwin onTwin) {
        return asked(of(shops), onTwin);
    }

    Asked asked(NewBatch batch, OnTwin onTwin) {
        return database.api().forSeller(seller, handle -> {
            long before = StatementCount.soFar();
            EnqueuedBatch enqueued = batches.enqueue(handle, batch, onTwin);
            return new Asked(enqueued, StatementCount.soFar() - before);
        });
    }

    void state(Collection<UUID> jobs, String state) {
        database.superuser().useHandle(handle -> handle.createUpdate(
                        "UPDATE jobrunr_jobs SET state = :state, version = version + 1 WHERE id = ANY (:jobs)")
                .bind("state", state)
                .bindArray("jobs", UUID.class, List.copyOf(jobs))
                .execute());
    }

    /** Their attempts run, or have ended when there is an outcome. */
    void run(Collection<UUID> jobs, String state, String outcome, String counts) {
        database.superuser().useHandle(handle -> handle.createUpdate("""
                        INSERT INTO job_run (job_id, seller_id, attempt, server, started_at, updated_at, finished_at, outcome, counts)
                        SELECT j, :seller, 1, 'test', now(), now(), CASE WHEN :outcome IS NOT NULL THEN now() END, :outcome,
                            :counts::jsonb
                        FROM unnest(:jobs) j""")
                .bind("seller", seller)
                .bind("outcome", outcome)
                .bind("counts", counts)
                .bindArray("jobs", UUID.class, List.copyOf(jobs))
                .execute());
        state(jobs, state);
    }

    /** A column of the batch as its seller sees it. */
    String seen(UUID batch, String columns) {
        return database.api().forSeller(seller, handle -> handle.select(
                        "SELECT concat_ws(' ', " + columns + ") FROM batch_operation WHERE seller_id = ? AND id = ?",
                        seller,
                        batch)
                .mapTo(String.class)
                .one());
    }

    String jobs(UUID batch, String function) {
        return database.api().forSeller(seller, handle -> handle.select(
                        "SELECT (" + function
                                + "(ARRAY (SELECT job_id FROM batch_member WHERE batch_id = ? AND NOT joined)))::text",
                        batch)
                .mapTo(String.class)
                .one());
    }

    long count(String fromWhere, Object... values) {
        return database.superuser().withHandle(handle -> handle.select("SELECT count(*) FROM " + fromWhere, values)
                .mapTo(Long.class)
                .one());
    }
}
