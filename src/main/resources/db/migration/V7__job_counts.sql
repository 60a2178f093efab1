-- Why: how many jobs wait, run and ended is known without counting them; what is old is removed in small steps.
-- Locks: counts the jobs once under a lock that writers of jobrunr_jobs wait for (0.2 s for a million rows). Safe while the version
-- before runs: the triggers count for it too. Way back: drop the triggers and the function, restore the view of V1, drop the tables.

-- Counts ----------------------------------------------------------------------------------------------------------------------
-- Every statement that adds, moves or removes jobs appends what it changed; a worker folds that into job_count every few seconds.
-- So counts are exact for whoever reads, and no row is written by two statements at once.
CREATE TABLE job_count
(
    queue text   NOT NULL,
    state text   NOT NULL,
    n     bigint NOT NULL,
    PRIMARY KEY (queue, state)
) WITH (fillfactor = 50);
CREATE TABLE job_count_delta
(
    queue text   NOT NULL,
    state text   NOT NULL,
    n     bigint NOT NULL
) WITH (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);

CREATE VIEW job_counts WITH (security_invoker = true) AS
SELECT queue, state, sum(n)::bigint AS n FROM (SELECT * FROM job_count UNION ALL SELECT * FROM job_count_delta) c
GROUP BY queue, state;

CREATE FUNCTION count_added_jobs() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    INSERT INTO public.job_count_delta (queue, state, n)
    SELECT a.queue, a.state, count(*) FROM added a GROUP BY a.queue, a.state;
    RETURN NULL;
END
$$;

CREATE FUNCTION count_moved_jobs() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    INSERT INTO public.job_count_delta (queue, state, n)
    SELECT m.queue, m.state, sum(m.n) FROM (
        SELECT a.queue, a.state, 1 AS n FROM added a UNION ALL SELECT r.queue, r.state, -1 FROM removed r) m
    GROUP BY m.queue, m.state HAVING sum(m.n) <> 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION count_removed_jobs() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    INSERT INTO public.job_count_delta (queue, state, n)
    SELECT r.queue, r.state, -count(*) FROM removed r GROUP BY r.queue, r.state;
    RETURN NULL;
END
$$;

CREATE FUNCTION count_no_jobs() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    DELETE FROM public.job_count;
    DELETE FROM public.job_count_delta;
    RETURN NULL;
END
$$;

LOCK TABLE jobrunr_jobs IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO job_count (queue, state, n) SELECT queue, state, count(*) FROM jobrunr_jobs GROUP BY queue, state;
CREATE TRIGGER count_added AFTER INSERT ON jobrunr_jobs
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added_jobs();
CREATE TRIGGER count_moved AFTER UPDATE ON jobrunr_jobs
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_moved_jobs();
CREATE TRIGGER count_removed AFTER DELETE ON jobrunr_jobs
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_removed_jobs();
CREATE TRIGGER count_none AFTER TRUNCATE ON jobrunr_jobs FOR EACH STATEMENT EXECUTE FUNCTION count_no_jobs();

CREATE OR REPLACE VIEW jobrunr_jobs_stats WITH (security_invoker = true) AS
WITH job_stat_results AS (SELECT state, sum(n) AS count FROM job_counts GROUP BY state)
SELECT coalesce((SELECT sum(count) FROM job_stat_results), 0)                             AS total,
       coalesce((SELECT sum(count) FROM job_stat_results WHERE state = 'AWAITING'), 0)   AS awaiting,
       coalesce((SELECT sum(count) FROM job_stat_results WHERE state = 'SCHEDULED'), 0)  AS scheduled,
       coalesce((SELECT sum(count) FROM job_stat_results WHERE state = 'ENQUEUED'), 0)   AS enqueued,
       coalesce((SELECT sum(count) FROM job_stat_results WHERE state = 'PROCESSING'), 0) AS processing,
       coalesce((SELECT sum(count) FROM job_stat_results WHERE state = 'PROCESSED'), 0)  AS processed,
       coalesce((SELECT sum(count) FROM job_stat_results WHERE state = 'FAILED'), 0)     AS failed,
       coalesce((SELECT sum(count) FROM job_stat_results WHERE state = 'SUCCEEDED'), 0)  AS succeeded,
       coalesce((SELECT cast(value AS decimal(10, 0)) FROM jobrunr_metadata
                 WHERE id = 'succeeded-jobs-counter-cluster'), 0)                        AS allTimeSucceeded,
       coalesce((SELECT sum(count) FROM job_stat_results WHERE state = 'DELETED'), 0)    AS deleted,
       (SELECT count(*) FROM jobrunr_backgroundjobservers)                               AS nbrOfBackgroundJobServers,
       (SELECT count(*) FROM jobrunr_recurring_jobs)                                     AS nbrOfRecurringJobs;

GRANT SELECT ON job_count, job_counts TO marketsync_api;
GRANT SELECT, INSERT ON job_count_delta TO marketsync_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON job_count, job_count_delta TO marketsync_worker;
GRANT SELECT ON job_counts TO marketsync_worker;
-- the functions of V6 move jobs as it
GRANT INSERT ON job_count_delta TO marketsync_lookup;

-- Retention -------------------------------------------------------------------------------------------------------------------
-- A worker removes what is old, of all sellers: a job's request goes with its run and its state.
GRANT DELETE ON job TO marketsync_worker;

-- At most so many expired keys of all sellers; what another transaction is about to forget is left to it. Returns how many.
CREATE FUNCTION forget_expired_keys(most int) RETURNS int
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$$
    WITH expired AS (
        SELECT k.seller_id, k.key FROM public.idempotency_key k WHERE k.expires_at <= now()
        ORDER BY k.expires_at LIMIT most FOR UPDATE SKIP LOCKED),
    forgotten AS (
        DELETE FROM public.idempotency_key k USING expired e WHERE k.seller_id = e.seller_id AND k.key = e.key RETURNING 1)
    SELECT count(*)::int FROM forgotten
$$;

CREATE POLICY lookup_forgets ON idempotency_key TO marketsync_lookup USING (true) WITH CHECK (true);
-- FOR UPDATE needs one that it may change
GRANT SELECT (seller_id, key, expires_at), UPDATE (expires_at), DELETE ON idempotency_key TO marketsync_lookup;
ALTER FUNCTION forget_expired_keys(int) OWNER TO marketsync_lookup;
REVOKE ALL ON FUNCTION forget_expired_keys(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_expired_keys(int) TO marketsync_worker;
