package io.marketsync.api.testing;

import java.util.List;
import java.util.UUID;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;

import io.marketsync.api.PublicId;
import io.marketsync.db.Schema;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.posting.PullOrders;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;

/** A job of a seller's first shop, put into the state a worker would have brought it to. */
public final class TestJob {

    /** One for all: each id is after the one before, within a millisecond, too. */
    private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

    private static final JobQueue QUEUE = new JobQueue();

    private final UUID id;
    private final UUID seller;

    private TestJob(UUID id, UUID seller) {
        this.id = id;
        this.seller = seller;
    }

    /** Waiting in its queue. */
    public static TestJob aJobOf(TestSeller seller) {
        NewJob job = new NewJob(
                PullOrders.KIND,
                new JobTarget(seller.id(), seller.shop(), "ozon"),
                new PullOrders.Args(),
                5,
                false,
                Origin.CRON,
                null);
        UUID id = Rows.as(Schema.API).forSeller(seller.id(), handle -> QUEUE.enqueue(handle, job, OnTwin.JOIN)
                .id());
        return new TestJob(id, seller.id());
    }

    /** The jobs that a batch asked for, in the order of its shops. */
    public static List<TestJob> jobsOf(TestSeller seller, String batch) {
        return Rows.all().withHandle(handle -> handle.select(
                        "SELECT id FROM job WHERE batch_id = ? ORDER BY shop_id",
                        PublicId.OPERATION.parse(batch).orElseThrow())
                .mapTo(UUID.class)
                .map(id -> new TestJob(id, seller.id()))
                .list());
    }

    /** Cheaper than a real one: rows that only lists read. */
    public static UUID aBareJobOf(TestSeller seller, UUID shop, String kind, String state) {
        UUID id = IDS.generate();
        Rows.change(handle -> {
            handle.execute("""
                    INSERT INTO job (id, seller_id, shop_id, kind, queue, args, requested_by)
                    VALUES (?, ?, ?, ?, 'high', '{}', 'user')""", id, seller.id(), shop, kind);
            handle.execute("""
                    INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue, kind,
                        seller_id, shop_id, lane, priority, sort_key)
                    VALUES (?, 1, '{}', '', ?, now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc', 'high', ?, ?, ?, 'system:test.bare:', 5,
                        now())""", id, state, kind, seller.id(), shop);
        });
        return id;
    }

    public TestJob running() {
        state("PROCESSING");
        Rows.run("""
                INSERT INTO job_run (job_id, seller_id, attempt, server, started_at, updated_at)
                VALUES (?, ?, 1, 'worker-1', now(), now())""", id, seller);
        return this;
    }

    public TestJob at(String phase, int index, int count, long completed, Long total) {
        Rows.run("""
                UPDATE job_run SET version = version + 1, updated_at = now(), phase = ?, phase_index = ?, phase_count = ?,
                    completed = ?, total = ?, unit = 'postings', counts = '{"created":31,"updated":80}'
                WHERE job_id = ?""", phase, index, count, completed, total, id);
        return this;
    }

    public TestJob finished(String outcome) {
        state("SUCCEEDED");
        return ended(outcome, null, null);
    }

    public TestJob dead(String reason, String error) {
        state("FAILED");
        return ended("failed", reason, error);
    }

    /** One waiting or running under this key at a time. */
    public TestJob uniqueAs(String key) {
        Rows.run("UPDATE jobrunr_jobs SET unique_key = ? WHERE id = ?", key, id);
        return this;
    }

    public TestJob cancelled() {
        state("DELETED");
        return this;
    }

    /** Its attempt failed, and the next one comes in two minutes. */
    public TestJob retriesAfter(String reason, String error) {
        state("SCHEDULED");
        Rows.run(
                "UPDATE jobrunr_jobs SET scheduledat = (now() AT TIME ZONE 'utc') + interval '2 minutes' WHERE id = ?",
                id);
        Rows.run("UPDATE job_run SET reason = ?, error = ? WHERE job_id = ?", reason, error, id);
        return this;
    }

    /** The time has come; the row keeps the time it was scheduled for. */
    public TestJob dueAgain() {
        Rows.run(
                "UPDATE jobrunr_jobs SET scheduledat = (now() AT TIME ZONE 'utc') - interval '1 minute' WHERE id = ?",
                id);
        state("ENQUEUED");
        return this;
    }

    /** The queue has forgotten it, as the cleanup does after 30 days; the job row is still there. */
    public TestJob expired() {
        Rows.run("DELETE FROM job_run WHERE job_id = ?", id);
        Rows.run("DELETE FROM jobrunr_jobs WHERE id = ?", id);
        return this;
    }

    public UUID id() {
        return id;
    }

    public String operationId() {
        return PublicId.OPERATION.of(id);
    }

    public String path() {
        return "/api/v1/operations/" + operationId();
    }

    private TestJob ended(String outcome, String reason, String error) {
        Rows.run("""
                UPDATE job_run SET version = version + 1, updated_at = now(), finished_at = now(), outcome = ?, reason = ?, error = ?
                WHERE job_id = ?""", outcome, reason, error, id);
        return this;
    }

    private void state(String state) {
        Rows.run(
                "UPDATE jobrunr_jobs SET state = ?, version = version + 1, updatedat = now() AT TIME ZONE 'utc' WHERE id = ?",
                state,
                id);
    }
}
