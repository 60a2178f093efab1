package io.marketsync.queue;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import org.jdbi.v3.core.Handle;

import io.marketsync.job.Kinds;
import io.marketsync.job.NewJob;

/**
 * Puts jobs into their queues, inside the caller's transaction: they exist, and wake their pool, when that commits, and never
 * existed when it does not. Two requests for the same shop and kind become one job.
 */
public final class JobQueue {

    /** The channel a pool listens on; the payload is the queue's word. */
    public static final String CHANNEL = "marketsync_jobs";

    /** Stands for the seller of jobs that belong to none. */
    static final UUID NOBODY = new UUID(0, 0);

    /** How often twins may end between the statement that they stop and the one that looks for them. */
    static final int LOST_RACES = 5;

    /**
     * Who does more than to join a twin stores something for it, and shares the lock of the kind and shop until that is committed. The twin
     * may be claimed meanwhile, and passes over what nobody can see yet: so its first look waits for this lock
     * ({@link io.marketsync.job.Attempt}), which is taken here before the twin is looked for, with another statement. A claim waits for nobody.
     *
     * <p>Its plan does not depend on its values, so PostgreSQL makes it once; the one for many is made each time, because of the
     * unknown length of its arrays, and that costs as much as storing the job.
     */
    private static final String ONE = """
            SELECT :id::uuid AS id, :kind::text AS kind, :queue::text AS queue, :lane::text AS lane, :seller::uuid AS seller,
                :shop::uuid AS shop, :args::text AS args, :priority::int AS priority, :key::text AS key, :other::text AS other,
                :requestedBy::text AS requested_by, :requestId::text AS request_id, NULL::uuid AS batch
            FROM (SELECT CASE WHEN :says THEN pg_advisory_xact_lock_shared(7702, hashtext(:family)) END AS shared) s""";

    private static final String MANY = """
            SELECT *, :batch::uuid AS batch FROM unnest(:ids, :kinds, :queues, :lanes, :sellers, :shops, :args, :priorities, :keys,
                :others, :requestedBy, :requestIds)
                AS a (id, kind, queue, lane, seller, shop, args, priority, key, other, requested_by, request_id)""";

    /**
     * One statement for one job and for ten thousand; a job whose key, or whose other key, is taken is left out. Keys are taken in
     * the order of the ids, which is that of the keys: two that store many jobs at once do not wait for each other in a circle. The
     * other key is looked up in its index for each job; asked by NOT EXISTS, the planner reads the whole table for many.
     */
    private static final String INSERT = """
            WITH asked AS (%s),
            free AS (
                SELECT * FROM asked
                WHERE other IS NULL OR (
                    SELECT t.id FROM jobrunr_jobs t
                    WHERE t.unique_key = other AND t.state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING') LIMIT 1) IS NULL
                ORDER BY id),
            queued AS (
                INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue, kind, lane,
                    seller_id, shop_id, priority, sort_key, unique_key, held)
                SELECT id, 1, (SELECT job_enqueued_json(now())), '', 'ENQUEUED',
                    now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc', queue, kind, lane,
                    coalesce(seller, '00000000-0000-0000-0000-000000000000'), shop, priority,
                    now() AT TIME ZONE 'utc' - priority * interval '1 minute', key,
                    EXISTS (SELECT FROM pause p WHERE p.scope = 'shop' AND p.name = shop::text)
                FROM free
                ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL AND state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING')
                    DO NOTHING
                RETURNING id),
            stored AS (
                INSERT INTO job (id, seller_id, shop_id, kind, queue, args, requested_by, request_id, batch_id)
                SELECT a.id, a.seller, a.shop, a.kind, a.queue, a.args::jsonb, a.requested_by, a.request_id, a.batch
                FROM asked a JOIN queued q ON q.id = a.id),
            woken AS (SELECT pg_notify('marketsync_jobs', w.queue)
                      FROM (SELECT DISTINCT a.queue FROM asked a JOIN queued q ON q.id = a.id) w)
            SELECT id, (SELECT count(*) FROM woken) FROM queued""";

    private static final String INSERT_ONE = INSERT.formatted(ONE);
    private static final String INSERT_MANY = INSERT.formatted(MANY);

    /** A waiting twin first: joining it is what the newest request wants. */
    private static final String TWIN = """
            SELECT id, state = 'PROCESSING' AS running, state = 'SCHEDULED' AS scheduled, unique_key FROM jobrunr_jobs
            WHERE unique_key IN (:key, :rerun) AND state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING')
            ORDER BY running LIMIT 1""";

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    /**
     * Stores the job, or finds its twin.
     *
     * @param handle inside a transaction that names the job's seller
     */
    public Enqueued enqueue(Handle handle, NewJob job, OnTwin onTwin) {
        JobInsert insert = JobInsert.of(ids.generate(), job);
        if (!job.unique()) {
            return insert(handle, insert, OnTwin.JOIN).orElseThrow();
        }
        for (int race = 0; race < LOST_RACES; race++) {
            Optional<Enqueued> enqueued = enqueueUnique(handle, insert, onTwin);
            if (enqueued.isPresent()) {
                return enqueued.get();
            }
        }
        throw new IllegalStateException("twins of " + insert.key() + " start and end faster than they can be joined");
    }

    /**
     * Stores many jobs with one statement; one that has a twin is left to it.
     *
     * @param handle inside a transaction that may write for every seller among them
     * @return the ids of the stored ones
     */
    public List<UUID> enqueueAll(Handle handle, List<NewJob> jobs) {
        return insert(handle, JobInsert.inOrder(jobs, ids::generate), null);
    }

    /** Whether the job, enqueued now, would be left to its twin. Said without a lock: the twin may end a moment later. */
    public boolean joins(Handle handle, NewJob job, OnTwin onTwin) {
        return job.unique()
                && twin(handle, JobInsert.of(ids.generate(), job))
                        .filter(twin -> onTwin == OnTwin.JOIN || !twin.running())
                        .isPresent();
    }

    /** Empty when the twin that was in the way ended in between. */
    private static Optional<Enqueued> enqueueUnique(Handle handle, JobInsert insert, OnTwin onTwin) {
        return insert(handle, insert, onTwin).or(() -> twin(handle, insert).flatMap(twin -> {
            if (onTwin != OnTwin.JOIN && twin.running()) {
                return insert(handle, insert.after(twin), onTwin);
            }
            if (onTwin == OnTwin.RERUN && twin.scheduled()) {
                handle.createCall("{call hurry_job(:id)}").bind("id", twin.id()).invoke();
            }
            return Optional.of(new Enqueued(twin.id(), true));
        }));
    }

    private static Optional<Twin> twin(Handle handle, JobInsert insert) {
        return handle.createQuery(TWIN)
                .bind("key", insert.key())
                .bind("rerun", insert.other())
                .map((row, context) -> Twin.of(row))
                .findOne();
    }

    private static Optional<Enqueued> insert(Handle handle, JobInsert insert, OnTwin onTwin) {
        NewJob job = insert.job();
        return handle.createQuery(INSERT_ONE)
                .bind("id", insert.id())
                .bind("kind", job.kind().name())
                .bind("queue", job.kind().queue().word())
                .bind("lane", job.lane())
                .bind("seller", job.target().sellerId())
                .bind("shop", job.target().shopId())
                .bind("args", Kinds.encode(job.args()))
                .bind("priority", job.priority())
                .bind("key", insert.key())
                .bind("other", insert.other())
                .bind("says", onTwin != OnTwin.JOIN)
                .bind("family", job.uniqueKey())
                .bind("requestedBy", job.origin().requestedBy())
                .bind("requestId", job.requestId())
                .map((row, context) -> new Enqueued(row.getObject("id", UUID.class), false))
                .findOne();
    }

    /** @param batch that asks for them; null when none does */
    static List<UUID> insert(Handle handle, List<JobInsert> jobs, UUID batch) {
        return handle.createQuery(INSERT_MANY)
                .bind("batch", batch)
                .bindArray("ids", UUID.class, each(jobs, JobInsert::id))
                .bindArray("kinds", String.class, each(jobs, insert -> insert.job()
                        .kind()
                        .name()))
                .bindArray(
                        "queues",
                        String.class,
                        each(jobs, insert -> insert.job().kind().queue().word()))
                .bindArray(
                        "lanes", String.class, each(jobs, insert -> insert.job().lane()))
                .bindArray("sellers", UUID.class, each(jobs, insert -> insert.target()
                        .sellerId()))
                .bindArray("shops", UUID.class, each(jobs, insert -> insert.target()
                        .shopId()))
                .bindArray(
                        "args",
                        String.class,
                        each(jobs, insert -> Kinds.encode(insert.job().args())))
                .bindArray("priorities", Integer.class, each(jobs, insert -> insert.job()
                        .priority()))
                .bindArray("keys", String.class, each(jobs, JobInsert::key))
                .bindArray("others", String.class, each(jobs, JobInsert::other))
                .bindArray("requestedBy", String.class, each(jobs, insert -> insert.job()
                        .origin()
                        .requestedBy()))
                .bindArray("requestIds", String.class, each(jobs, insert -> insert.job()
                        .requestId()))
                .map((row, context) -> row.getObject("id", UUID.class))
                .list();
    }

    private static List<Object> each(List<JobInsert> jobs, Function<JobInsert, Object> column) {
        return jobs.stream().map(column).toList();
    }
}
