package io.marketsync.queue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import org.jdbi.v3.core.Handle;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.jobs.states.EnqueuedState;
import org.jobrunr.utils.JobUtils;

import io.marketsync.job.Kinds;
import io.marketsync.job.NewJob;

/**
 * Puts jobs into their queues, inside the caller's transaction: they exist, and wake their pool, when that commits, and never
 * existed when it does not. Two requests for the same shop and kind become one job.
 */
public final class JobQueue {

    /** The channel a pool listens on; the payload is the queue's word. */
    public static final String CHANNEL = "marketsync_jobs";

    private static final String RERUN = "#rerun";
    private static final int LOST_RACES = 5;

    private static final String INSERT = """
            WITH queued AS (
                INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue, kind,
                    seller_id, shop_id, priority, sort_key, unique_key)
                SELECT :id, 1, :json, :signature, 'ENQUEUED', now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc', :queue, :kind,
                    :seller, :shop, :priority, now() AT TIME ZONE 'utc' - :priority * interval '1 minute', :uniqueKey
                WHERE :other::text IS NULL OR NOT EXISTS (
                    SELECT FROM jobrunr_jobs t
                    WHERE t.unique_key = :other AND t.state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING'))
                ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL AND state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING')
                    DO NOTHING
                RETURNING id, queue),
            stored AS (
                INSERT INTO job (id, seller_id, shop_id, kind, queue, args, requested_by, request_id)
                SELECT id, :seller, :shop, :kind, :queue, :args::jsonb, :requestedBy, :requestId FROM queued)
            SELECT pg_notify('marketsync_jobs', queue) FROM queued""";

    /** A waiting twin first: joining it is what the newest request wants. */
    private static final String TWIN = """
            SELECT id, state = 'PROCESSING' AS running, unique_key FROM jobrunr_jobs
            WHERE unique_key IN (:key, :rerun) AND state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING')
            ORDER BY running LIMIT 1""";

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final JobMapper jobMapper;

    public JobQueue(JobMapper jobMapper) {
        this.jobMapper = jobMapper;
    }

    /**
     * Stores the job, or finds its twin.
     *
     * @param handle inside a transaction that names the job's seller
     */
    public Enqueued enqueue(Handle handle, NewJob job, OnTwin onTwin) {
        if (!job.unique()) {
            return insert(handle, job, null, null).orElseThrow();
        }
        String key = job.kind().uniqueKey(job.shopId());
        for (int race = 0; race < LOST_RACES; race++) {
            Optional<Enqueued> enqueued = enqueueUnique(handle, job, onTwin, key);
            if (enqueued.isPresent()) {
                return enqueued.get();
            }
        }
        throw new IllegalStateException("twins of " + key + " start and end faster than they can be joined");
    }

    /** Empty when the twin that was in the way ended in between. */
    private Optional<Enqueued> enqueueUnique(Handle handle, NewJob job, OnTwin onTwin, String key) {
        return insert(handle, job, key, key + RERUN).or(() -> twin(handle, key).flatMap(twin -> {
            if (onTwin == OnTwin.JOIN || !twin.running) {
                return Optional.of(new Enqueued(twin.id, true));
            }
            return insert(handle, job, twin.freeKey(key), null);
        }));
    }

    private Optional<Twin> twin(Handle handle, String key) {
        return handle.createQuery(TWIN)
                .bind("key", key)
                .bind("rerun", key + RERUN)
                .map((row, context) -> Twin.of(row))
                .findOne();
    }

    private Optional<Enqueued> insert(Handle handle, NewJob job, String uniqueKey, String other) {
        UUID id = ids.generate();
        Job stored = jobRunrJob(id, job);
        return handle.createQuery(INSERT)
                .bind("id", id)
                .bind("json", jobMapper.serializeJob(stored))
                .bind("signature", JobUtils.getJobSignature(stored))
                .bind("queue", job.kind().queue().word())
                .bind("kind", job.kind().name())
                .bind("seller", job.sellerId())
                .bind("shop", job.shopId())
                .bind("priority", job.priority())
                .bind("uniqueKey", uniqueKey)
                .bind("other", other)
                .bind("args", Kinds.encode(job.args()))
                .bind("requestedBy", job.requestedBy())
                .bind("requestId", job.requestId())
                .map((row, context) -> new Enqueued(id, false))
                .findOne();
    }

    private static Job jobRunrJob(UUID id, NewJob job) {
        Job stored =
                new Job(id, 1, new JobDetails(new JobRef(id)), List.of(new EnqueuedState()), new ConcurrentHashMap<>());
        stored.setJobName(job.kind().name());
        stored.setLabels(List.of(
                "queue:" + job.kind().queue().word(), "kind:" + job.kind().name()));
        return stored;
    }

    private record Twin(UUID id, boolean running, String key) {

        static Twin of(ResultSet row) throws SQLException {
            return new Twin(row.getObject("id", UUID.class), row.getBoolean("running"), row.getString("unique_key"));
        }

        /** The running twin holds one of the two keys; the re-run waits under the other. */
        String freeKey(String key) {
            return this.key.equals(key) ? key + RERUN : key;
        }
    }
}
