package io.marketsync.queue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

import io.marketsync.job.Queue;

/** The table {@code pool_server}: who is alive, and what becomes of the jobs of those who are not. All times are the database's. */
public final class PoolServerStore {

    /** A server unseen for so long is dead. Five heartbeats: a pause of the machine or a slow commit must not look like death. */
    public static final Duration DEAD = Duration.ofSeconds(15);

    /** A job whose process died this often while it ran may be what kills them. */
    public static final int MOST_DEATHS = 3;

    private static final int BATCH = 500;

    private static final String BEAT = """
            INSERT INTO pool_server AS s (id, process, queue, seen_at, draining, slots)
            SELECT b.id, :process, b.queue, now(), :draining, b.slots FROM unnest(:ids, :queues, :slots) AS b (id, queue, slots)
            ORDER BY b.id
            ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, draining = excluded.draining, slots = excluded.slots""";

    private static final String FORGET = "DELETE FROM pool_server WHERE id = ANY (:ids)";

    /** Of servers long dead, whose jobs went on elsewhere. */
    private static final String FORGET_DEAD = """
            DELETE FROM pool_server s WHERE s.seen_at < now() - interval '10 minutes'
              AND NOT EXISTS (SELECT FROM jobrunr_jobs j WHERE j.state = 'PROCESSING' AND j.server_id = s.id)""";

    private static final String RUNNING_HERE = """
            SELECT j.id, r.attempt, now() AT TIME ZONE 'utc' - j.updatedat > interval '10 seconds' AS settled
            FROM jobrunr_jobs j JOIN job_run r ON r.job_id = j.id
            WHERE j.state = 'PROCESSING' AND j.server_id = ANY (:ids)""";

    /**
     * Rows are locked in the order of their ids, as by everybody who moves several jobs; what another moves is skipped. Of the jobs
     * that died together only the one that died most often is taken for what killed the process. Those with more than one death go on
     * each at a time of its own, so that in the end it dies alone.
     */
    private static final String GO_ON = """
            WITH left_behind AS (
                SELECT j.id, j.server_id FROM jobrunr_jobs j WHERE j.state = 'PROCESSING' AND %s
                ORDER BY j.id LIMIT :batch FOR UPDATE SKIP LOCKED),
            died AS (
                SELECT l.id, l.server_id, r.server, r.started_at, r.deaths + :deaths AS deaths
                FROM left_behind l JOIN job_run r ON r.job_id = l.id),
            judged AS (
                SELECT id, server, started_at, deaths,
                    deaths >= 2 * :most::bigint OR (deaths >= :most
                        AND deaths = max(deaths) OVER (PARTITION BY server_id)
                        AND count(*) OVER (PARTITION BY server_id, deaths) = 1) AS dead,
                    CASE WHEN :deaths > 0 AND deaths > 1 THEN now() + random() * deaths * interval '5 seconds' END AS due
                FROM died),
            moved AS (
                UPDATE jobrunr_jobs j SET
                    state = CASE WHEN d.dead THEN 'FAILED' WHEN d.due IS NULL THEN 'ENQUEUED' ELSE 'SCHEDULED' END,
                    version = j.version + 1,
                    jobasjson = job_json_moved(j.jobasjson, j.version + 1,
                        job_processing_json(d.started_at, j.server_id, d.server) || ',' || CASE WHEN d.dead
                        THEN job_failed_json(now(), 'crash', :poison)
                        WHEN d.due IS NULL THEN job_enqueued_json(now())
                        ELSE job_scheduled_json(now(), d.due, 'its process died') END),
                    updatedat = now() AT TIME ZONE 'utc', server_id = NULL,
                    scheduledat = CASE WHEN NOT d.dead THEN d.due AT TIME ZONE 'utc' END,
                    held = NOT d.dead AND EXISTS (SELECT FROM pause p WHERE p.scope = 'shop' AND p.name = j.shop_id::text)
                FROM judged d WHERE j.id = d.id
                RETURNING j.id, j.queue, j.state, d.dead, d.deaths),
            ended AS (
                UPDATE job_run r SET version = r.version + 1, updated_at = now(), deaths = m.deaths,
                    finished_at = CASE WHEN m.dead THEN now() END,
                    outcome = CASE WHEN m.dead THEN 'failed' END,
                    reason = CASE WHEN m.dead THEN 'crash' END,
                    error = CASE WHEN m.dead THEN :poison ELSE :goesOn END
                FROM moved m WHERE r.job_id = m.id),
            woken AS (
                SELECT pg_notify('marketsync_jobs', w.what) FROM (
                    SELECT DISTINCT CASE WHEN state = 'ENQUEUED' THEN queue ELSE '@due' END AS what
                    FROM moved WHERE NOT dead) w)
            SELECT id, dead, (SELECT count(*) FROM woken) FROM moved""";

    /** After a start of PostgreSQL everybody gets the time to be seen again. */
    private static final String OF_THE_DEAD = GO_ON.formatted("""
            j.updatedat < now() AT TIME ZONE 'utc' - :dead * interval '1 second'
            AND pg_postmaster_start_time() < now() - (:dead + 5) * interval '1 second'
            AND NOT EXISTS (SELECT FROM pool_server s
                            WHERE s.id = j.server_id AND s.seen_at > now() - :dead * interval '1 second')""");

    private static final String NOT_RUN = GO_ON.formatted("j.id = ANY (:jobs) AND j.server_id = ANY (:ids)");

    private static final String POISON = "The process that ran this job died " + MOST_DEATHS
            + " times. Look for the cause in its logs, then retry or discard the job.";

    private static final String GOES_ON = "The worker died; the job goes on elsewhere.";

    /** One server that is alive. */
    public record Alive(UUID id, Queue queue, int slots) {}

    /** Says that these servers are alive. */
    public void beat(Handle handle, String process, List<Alive> servers, boolean draining) {
        handle.createUpdate(BEAT)
                .bind("process", process)
                .bind("draining", draining)
                .bindArray("ids", UUID.class, servers.stream().map(Alive::id).toArray())
                .bindArray(
                        "queues",
                        String.class,
                        servers.stream().map(alive -> alive.queue().word()).toArray())
                .bindArray(
                        "slots",
                        Integer.class,
                        servers.stream().map(Alive::slots).toArray())
                .execute();
    }

    /** They stop; the jobs they still have go on elsewhere as soon as anybody looks. */
    public void forget(Handle handle, Set<UUID> servers) {
        handle.createUpdate(FORGET).bindArray("ids", UUID.class, servers).execute();
    }

    public int forgetDead(Handle handle) {
        return handle.createUpdate(FORGET_DEAD).execute();
    }

    /**
     * A job the database says a server runs.
     *
     * @param settled claimed long enough ago that its server must know of it
     */
    public record Held(UUID job, int attempt, boolean settled) {}

    public List<Held> runningOn(Handle handle, Set<UUID> servers) {
        return handle.createQuery(RUNNING_HERE)
                .bindArray("ids", UUID.class, servers)
                .map((row, context) ->
                        new Held(row.getObject("id", UUID.class), row.getInt("attempt"), row.getBoolean("settled")))
                .list();
    }

    /** What became of jobs that were left behind. */
    public record Moved(UUID job, boolean dead) {}

    /**
     * Jobs of servers that are dead go back to their queues; no attempt counts as failed for it. At most {@value #BATCH}; as many
     * as that means there may be more.
     */
    public List<Moved> releaseOfDead(Handle handle) {
        return handle.createQuery(OF_THE_DEAD)
                .bind("dead", DEAD.toSeconds())
                .bind("deaths", 1)
                .bind("most", MOST_DEATHS)
                .bind("batch", BATCH)
                .bind("poison", POISON)
                .bind("goesOn", GOES_ON)
                .map((row, context) -> new Moved(row.getObject("id", UUID.class), row.getBoolean("dead")))
                .list();
    }

    /** Jobs of these servers that they do not run: a claim whose answer was lost. They go back to their queues. */
    public Set<UUID> releaseNotRun(Handle handle, Set<UUID> servers, List<UUID> jobs) {
        return handle.createQuery(NOT_RUN)
                .bindArray("ids", UUID.class, servers)
                .bindArray("jobs", UUID.class, jobs)
                .bind("deaths", 0)
                .bind("most", Integer.MAX_VALUE)
                .bind("batch", BATCH)
                .bind("poison", "")
                .bind("goesOn", "The worker lost sight of this job; it goes on elsewhere.")
                .map((row, context) -> row.getObject("id", UUID.class))
                .collectInto(new GenericType<Set<UUID>>() {});
    }
}
