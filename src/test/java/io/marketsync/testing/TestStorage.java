package io.marketsync.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.jdbi.v3.core.Jdbi;
import org.jobrunr.jobs.Job;
import org.jobrunr.utils.mapper.JsonMapper;

import io.marketsync.db.Schema;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.Origin;
import io.marketsync.job.Queue;
import io.marketsync.job.StoredJob;
import io.marketsync.queue.GuardedJobMapper;
import io.marketsync.queue.HostileRows;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.JobRunrJson;
import io.marketsync.queue.QueueStorage;

/** The queue's storage as a worker has it, and the façade as the api has it. */
public final class TestStorage {

    private static final String ATTEMPT = """
            WITH claimed AS (UPDATE jobrunr_jobs SET state = 'PROCESSING' WHERE id = :id),
            run AS (
                INSERT INTO job_run AS r (job_id, seller_id, attempt, server, started_at, updated_at)
                SELECT id, seller_id, 1, 'test', :startedAt, now() FROM job WHERE id = :id
                ON CONFLICT (job_id) DO UPDATE SET attempt = r.attempt + 1, started_at = excluded.started_at
                RETURNING r.attempt, r.counts::text AS counts)
            SELECT j.seller_id, j.shop_id, j.kind, j.queue, j.args::text AS args, run.* FROM job j, run WHERE j.id = :id""";

    private final Jdbi superuser;
    public final JsonMapper json = new JobRunrJson();
    public final GuardedJobMapper mapper = new GuardedJobMapper(json);
    public final JobQueue queue = new JobQueue();
    public final QueueStorage storage;

    public TestStorage(TestDatabase database) {
        superuser = database.superuser();
        storage = new QueueStorage(database.as(Schema.WORKER), HostileRows.QUARANTINED);
        storage.setJobMapper(mapper);
    }

    /** A new attempt of the job, as a claim leaves it. */
    public StoredJob attempt(UUID id, Instant startedAt) {
        return superuser.withHandle(handle -> handle.createQuery(ATTEMPT)
                .bind("id", id)
                .bind("startedAt", startedAt)
                .map((row, context) -> new StoredJob(
                        id,
                        row.getObject("seller_id", UUID.class),
                        row.getObject("shop_id", UUID.class),
                        row.getString("kind"),
                        Queue.of(row.getString("queue")),
                        Origin.SYSTEM,
                        row.getString("args"),
                        row.getInt("attempt"),
                        0,
                        startedAt,
                        Duration.ZERO,
                        JobRunStore.counts(row.getString("counts"))))
                .one());
    }

    public Job job(UUID id) {
        return storage.getJobById(id);
    }
}
