-- Why: a seller asks for many jobs at once ("sync all my shops") and follows them as one batch, with its own progress and outcome.
-- A job knows the batch that asked for it, which costs a job without one nothing; a twin that waited or ran already is joined, and
-- may be so by several batches. What retention removes of a batch is added to the batch first, so its numbers stay what they were.
-- Locks: job for as long as its two indexes are built (a second for a million rows); the view is replaced. Safe while the version
-- before runs, except that its janitor removes members uncounted: 30 days later at the earliest.
-- Way back: restore cancel_job, revive_dead and the view of V6, the indexes of V2, drop the rest.

-- Insert-only, except for what a worker adds when its members are removed. Created when its id says (UUIDv7).
CREATE TABLE batch
(
    id               uuid        NOT NULL,
    seller_id        uuid        NOT NULL REFERENCES seller (id),
    kind             text        NOT NULL,
    queue            text        NOT NULL,
    requested_by     text        NOT NULL CHECK (requested_by IN ('user', 'cron', 'system')),
    request_id       text,
    -- jobs: those it asked for, and the twins it joined
    size             int         NOT NULL CHECK (size BETWEEN 1 AND 10000),
    -- shops that could not be synced, and the first of them
    left_out         int         NOT NULL DEFAULT 0,
    left_out_shops   uuid[]      NOT NULL DEFAULT '{}' CHECK (cardinality(left_out_shops) <= 100),
    -- of members that retention has removed: how many, how they ended, and what they had counted
    gone             int         NOT NULL DEFAULT 0,
    past             jsonb       NOT NULL DEFAULT '{}',
    past_counts      jsonb       NOT NULL DEFAULT '{}',
    past_started_at  timestamptz,
    past_finished_at timestamptz,
    PRIMARY KEY (seller_id, id)
);
CREATE INDEX batch_gone_idx ON batch (seller_id, id) WHERE gone >= size;

-- No key to job: the queue writes it in the transaction that found the twin alive, and retention removes both together.
CREATE TABLE batch_joined
(
    seller_id uuid NOT NULL,
    batch_id  uuid NOT NULL,
    job_id    uuid NOT NULL,
    PRIMARY KEY (seller_id, batch_id, job_id),
    FOREIGN KEY (seller_id, batch_id) REFERENCES batch (seller_id, id)
);
CREATE INDEX batch_joined_job_idx ON batch_joined (seller_id, job_id);

-- No key to batch: the queue writes both in one transaction, and ten thousand checks of one row would cost as much as the jobs.
-- Readers go by batch and seller, so a job that named another seller's batch would be a member of nothing.
ALTER TABLE job ADD COLUMN batch_id uuid;
-- each job is in one of them; a seller's list shows batches and what belongs to none
CREATE INDEX job_alone_idx ON job (seller_id, id DESC) WHERE batch_id IS NULL;
CREATE INDEX job_batch_idx ON job (seller_id, batch_id, id DESC) WHERE batch_id IS NOT NULL;
DROP INDEX job_seller_idx;

-- Walls -----------------------------------------------------------------------------------------------------------------------
ALTER TABLE batch ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE batch_joined ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_seller ON batch TO marketsync_owner, marketsync_api
    USING (seller_id = (SELECT current_seller())) WITH CHECK (seller_id = (SELECT current_seller()));
CREATE POLICY one_seller ON batch_joined TO marketsync_owner, marketsync_api
    USING (seller_id = (SELECT current_seller())) WITH CHECK (seller_id = (SELECT current_seller()));
-- references and counts, as in job and job_run
CREATE POLICY workers ON batch TO marketsync_worker USING (true) WITH CHECK (true);
CREATE POLICY workers ON batch_joined TO marketsync_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON batch, batch_joined TO marketsync_api;
GRANT SELECT, UPDATE (gone, past, past_counts, past_started_at, past_finished_at), DELETE ON batch TO marketsync_worker;
GRANT SELECT, DELETE ON batch_joined TO marketsync_worker;

-- What a seller sees ----------------------------------------------------------------------------------------------------------
CREATE FUNCTION operation_status(state text, outcome text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT CASE state
        WHEN 'PROCESSING' THEN 'running'
        WHEN 'SUCCEEDED' THEN 'finished'
        WHEN 'FAILED' THEN 'dead'
        WHEN 'QUARANTINED' THEN 'dead'
        -- cancelled or discarded before it had an outcome; with one it ended by itself
        WHEN 'DELETED' THEN CASE WHEN outcome IS NULL THEN 'cancelled' ELSE 'finished' END
        ELSE 'waiting' END
$$;

-- The sums of two objects of numbers, by word.
CREATE FUNCTION add_counts(one jsonb, other jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT coalesce(jsonb_object_agg(s.word, s.n), '{}') FROM (
        SELECT c.key AS word, sum(c.value::bigint) AS n
        FROM (SELECT * FROM jsonb_each_text(one) UNION ALL SELECT * FROM jsonb_each_text(other)) c GROUP BY c.key) s
$$;

CREATE OR REPLACE VIEW operation WITH (security_invoker = true) AS
SELECT j.id, j.seller_id, j.shop_id, s.name AS shop_name, j.kind, j.queue, j.requested_by,
       operation_status(q.state, r.outcome)                                          AS status,
       q.version + coalesce(r.version, 0)                                            AS version,
       q.sort_key, q.scheduledat AT TIME ZONE 'utc'                                  AS scheduled_at,
       q.updatedat AT TIME ZONE 'utc'                                                AS state_since,
       r.attempt, r.server, r.started_at, r.updated_at, r.finished_at,
       r.phase, r.phase_index, r.phase_count, r.completed, r.total, r.total_estimate, r.unit,
       r.counts::text AS counts, r.outcome, r.reason, r.error,
       -- what the claim asks too; the narrowest pause first
       CASE WHEN q.state IN ('ENQUEUED', 'SCHEDULED') THEN (
           SELECT p.scope FROM pause p
           WHERE (p.scope, p.name) IN (('shop', q.shop_id::text), ('kind', q.kind), ('marketplace', split_part(q.lane, ':', 3)),
               ('queue', q.queue))
           ORDER BY array_position(ARRAY ['shop', 'kind', 'marketplace', 'queue'], p.scope) LIMIT 1) END AS paused_by,
       j.batch_id
FROM job j
JOIN jobrunr_jobs q ON q.id = j.id
LEFT JOIN job_run r ON r.job_id = j.id
LEFT JOIN shop s ON s.seller_id = j.seller_id AND s.id = j.shop_id;

CREATE VIEW batch_member WITH (security_invoker = true) AS
SELECT j.seller_id, j.batch_id, j.id AS job_id, false AS joined FROM job j WHERE j.batch_id IS NOT NULL
UNION ALL
SELECT m.seller_id, m.batch_id, m.job_id, true FROM batch_joined m;

-- Nobody looks for runs by their seller alone; the wall's condition made PostgreSQL think so, when its statistics were old.
DROP INDEX job_run_seller_idx;

-- What the members of a batch are at the moment, without those that are gone. Ten thousand are read by index scans over sorted ids,
-- which is four times as fast as looking each up. The other ways are off: a plan that was made while a table was empty, or that
-- believes in ten members, would go on with them.
CREATE FUNCTION batch_tally(of_seller uuid, of_batch uuid, OUT waiting int, OUT running int, OUT own_living int, OUT finished int,
                            OUT dead int, OUT cancelled int, OUT joined int, OUT well int, OUT nothing int, OUT partial int,
                            OUT version bigint, OUT counts jsonb, OUT started_at timestamptz, OUT updated_at timestamptz,
                            OUT finished_at timestamptz)
    LANGUAGE sql STABLE SET search_path = pg_catalog SET enable_seqscan = off SET enable_nestloop = off AS
$$
    WITH ids AS MATERIALIZED (
        SELECT array_agg(m.job_id) FILTER (WHERE NOT m.joined) AS own, array_agg(m.job_id) FILTER (WHERE m.joined) AS joined
        FROM public.batch_member m WHERE m.seller_id = of_seller AND m.batch_id = of_batch),
    known AS MATERIALIZED (
        SELECT q.id, q.state, q.version, q.updatedat, false AS joined FROM public.jobrunr_jobs q
        WHERE q.id = ANY ((SELECT i.own FROM ids i)::uuid[])
        UNION ALL
        SELECT q.id, q.state, q.version, q.updatedat, true FROM public.jobrunr_jobs q
        WHERE q.id = ANY ((SELECT i.joined FROM ids i)::uuid[])),
    run AS MATERIALIZED (
        SELECT r.job_id, r.outcome, r.version, r.started_at, r.updated_at, r.finished_at, r.counts FROM public.job_run r
        WHERE r.job_id = ANY ((SELECT i.own || i.joined FROM ids i)::uuid[])),
    -- a few rows, for which the status is worked out once each
    member AS (
        SELECT k.joined, public.operation_status(k.state, k.outcome) AS status, k.outcome, k.n, k.version, k.since, k.started_at,
            k.updated_at, k.finished_at
        FROM (SELECT k.joined, k.state, r.outcome, count(*) AS n, sum(k.version + coalesce(r.version, 0)) AS version,
                  max(k.updatedat) AT TIME ZONE 'utc' AS since, min(r.started_at) AS started_at, max(r.updated_at) AS updated_at,
                  max(coalesce(r.finished_at, k.updatedat AT TIME ZONE 'utc')) AS finished_at
              FROM known k LEFT JOIN run r ON r.job_id = k.id GROUP BY k.joined, k.state, r.outcome) k),
    counted AS (
        SELECT jsonb_object_agg(w.word, w.n) AS counts FROM (
            SELECT c.key AS word, sum(c.value::bigint) AS n
            FROM run r, jsonb_each_text(r.counts) c WHERE r.counts <> '{}' GROUP BY c.key) w)
    SELECT coalesce(sum(m.n) FILTER (WHERE m.status = 'waiting'), 0), coalesce(sum(m.n) FILTER (WHERE m.status = 'running'), 0),
        coalesce(sum(m.n) FILTER (WHERE m.status IN ('waiting', 'running') AND NOT m.joined), 0),
        coalesce(sum(m.n) FILTER (WHERE m.status = 'finished'), 0), coalesce(sum(m.n) FILTER (WHERE m.status = 'dead'), 0),
        coalesce(sum(m.n) FILTER (WHERE m.status = 'cancelled'), 0), coalesce(sum(m.n) FILTER (WHERE m.joined), 0),
        coalesce(sum(m.n) FILTER (WHERE m.status = 'finished' AND m.outcome = 'ok'), 0),
        coalesce(sum(m.n) FILTER (WHERE m.status = 'finished' AND m.outcome = 'nothing'), 0),
        coalesce(sum(m.n) FILTER (WHERE m.status = 'finished' AND m.outcome = 'partial'), 0),
        coalesce(sum(m.version), 0), coalesce((SELECT c.counts FROM counted c), '{}'), min(m.started_at),
        greatest(max(m.since), max(m.updated_at)), max(m.finished_at) FILTER (WHERE m.status NOT IN ('waiting', 'running'))
    FROM member m
$$;

CREATE VIEW batch_operation WITH (security_invoker = true) AS
SELECT b.id, b.seller_id, b.kind, b.queue, b.requested_by, b.size, b.left_out, b.left_out_shops, b.gone,
       l.waiting, l.running, l.own_living,
       l.finished + coalesce(p.finished, 0)                                          AS finished,
       l.dead + coalesce(p.dead, 0)                                                  AS dead,
       -- those that can still be retried
       l.dead                                                                        AS dead_kept,
       l.cancelled + coalesce(p.cancelled, 0)                                        AS cancelled,
       l.joined + coalesce(p.joined, 0)                                              AS joined,
       l.well + coalesce(p.well, 0)                                                  AS well,
       l.nothing + coalesce(p.nothing, 0)                                            AS nothing,
       l.partial + coalesce(p.partial, 0)                                            AS partial,
       l.version + coalesce(p.version, 0)                                            AS version,
       add_counts(l.counts, b.past_counts)::text                                     AS counts,
       least(l.started_at, b.past_started_at)                                        AS started_at,
       l.updated_at,
       greatest(l.finished_at, b.past_finished_at)                                   AS finished_at,
       CASE WHEN l.waiting > 0 AND l.running = 0 THEN (
           SELECT p.scope FROM pause p WHERE (p.scope, p.name) IN (('kind', b.kind), ('queue', b.queue))
           ORDER BY p.scope LIMIT 1) END                                             AS paused_by
FROM batch b
CROSS JOIN LATERAL jsonb_to_record(b.past) AS p (finished int, dead int, cancelled int, joined int, well int, nothing int,
    partial int, version bigint)
CROSS JOIN LATERAL batch_tally(b.seller_id, b.id) l;
GRANT SELECT ON batch_member, batch_operation TO marketsync_api;

-- What a seller does to many jobs at once, as V6 to one: those among the ids that are the seller's own ------------------------
-- How many waited or ran.
CREATE FUNCTION cancel_jobs(ids uuid[]) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$
DECLARE
    of_seller CONSTANT uuid := public.current_seller();
    cancelled int;
BEGIN
    WITH living AS (
        SELECT l.id, l.state FROM public.jobrunr_jobs l
        WHERE l.id = ANY (ids) AND l.seller_id = of_seller AND l.state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING')
        ORDER BY l.id FOR UPDATE),
    moved AS (
        UPDATE public.jobrunr_jobs j SET state = 'DELETED', version = j.version + 1,
            jobasjson = job_json_moved(j.jobasjson, j.version + 1, job_deleted_json(now(), 'cancelled by the seller')),
            updatedat = now() AT TIME ZONE 'utc', server_id = NULL, held = false
        FROM living l WHERE j.id = l.id
        RETURNING j.id, l.state AS was),
    ended AS (
        UPDATE public.job_run r SET version = r.version + 1, updated_at = now(), finished_at = now()
        FROM moved m WHERE r.job_id = m.id),
    told AS (SELECT pg_notify('marketsync_jobs', 'cancel:' || m.id) FROM moved m WHERE m.was = 'PROCESSING')
    SELECT (SELECT count(*) FROM moved) + 0 * (SELECT count(*) FROM told) INTO cancelled;
    RETURN cancelled;
END
$$;

CREATE OR REPLACE FUNCTION cancel_job(job uuid) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT public.cancel_jobs(ARRAY [job]) = 1 $$;

-- As in V6, and ten thousand in a second instead of three: twins are looked for by the statement, not by a function for each job.
CREATE OR REPLACE FUNCTION revive_dead(ids uuid[]) RETURNS int
    LANGUAGE plpgsql SET search_path = pg_catalog, public SET enable_seqscan = off AS
$$
DECLARE
    revived int;
BEGIN
    FOR race IN 1 .. 5 LOOP
        BEGIN
            WITH dead AS (
                SELECT DISTINCT ON (coalesce(k.first, d.id::text)) d.id
                FROM public.jobrunr_jobs d
                CROSS JOIN LATERAL (SELECT CASE WHEN right(d.unique_key, 6) = '#rerun' THEN left(d.unique_key, -6)
                                    ELSE d.unique_key END AS first) k
                WHERE d.id = ANY (ids) AND d.state IN ('FAILED', 'QUARANTINED') AND NOT EXISTS (
                    SELECT FROM public.jobrunr_jobs t
                    WHERE t.unique_key IN (k.first, k.first || '#rerun') AND t.state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING'))
                ORDER BY coalesce(k.first, d.id::text), d.updatedat DESC, d.id DESC),
            moved AS (
                UPDATE public.jobrunr_jobs j SET state = 'ENQUEUED', version = j.version + 1,
                    jobasjson = job_json_moved(j.jobasjson, j.version + 1, job_enqueued_json(now())),
                    updatedat = now() AT TIME ZONE 'utc', scheduledat = now() AT TIME ZONE 'utc',
                    sort_key = now() AT TIME ZONE 'utc' - j.priority * interval '1 minute', server_id = NULL,
                    held = EXISTS (SELECT FROM public.pause p WHERE p.scope = 'shop' AND p.name = j.shop_id::text)
                FROM dead d WHERE j.id = d.id
                RETURNING j.id, j.queue),
            reset AS (
                UPDATE public.job_run r SET version = r.version + 1, updated_at = now(), finished_at = NULL, outcome = NULL,
                    failures = 0, deaths = 0
                FROM moved m WHERE r.job_id = m.id),
            woken AS (SELECT pg_notify('marketsync_jobs', w.queue) FROM (SELECT DISTINCT m.queue FROM moved m) w)
            SELECT (SELECT count(*) FROM moved) + 0 * (SELECT count(*) FROM woken) INTO revived;
            RETURN revived;
        EXCEPTION WHEN unique_violation OR deadlock_detected THEN
            -- a twin was enqueued meanwhile: the next round sees it
        END;
    END LOOP;
    RAISE EXCEPTION 'twins start faster than dead jobs can be retried' USING ERRCODE = 'serialization_failure';
END
$$;

-- How many dead ones wait again, and one of the twins in the way of the others.
CREATE FUNCTION retry_jobs(ids uuid[], OUT retried int, OUT twin uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
    of_seller CONSTANT uuid := public.current_seller();
    dead uuid[];
BEGIN
    dead := ARRAY (
        SELECT d.id FROM public.jobrunr_jobs d
        WHERE d.id = ANY (ids) AND d.seller_id = of_seller AND d.state IN ('FAILED', 'QUARANTINED') ORDER BY d.id FOR UPDATE);
    retried := public.revive_dead(dead);
    IF retried < cardinality(dead) THEN
        SELECT public.living_twin(d.unique_key) INTO twin FROM public.jobrunr_jobs d
        WHERE d.id = ANY (dead) AND d.state IN ('FAILED', 'QUARANTINED') AND d.unique_key IS NOT NULL ORDER BY 1 LIMIT 1;
    END IF;
END
$$;

-- How many dead ones are given up.
CREATE FUNCTION discard_jobs(ids uuid[]) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
    of_seller CONSTANT uuid := public.current_seller();
BEGIN
    RETURN public.discard_dead(ARRAY (
        SELECT d.id FROM public.jobrunr_jobs d
        WHERE d.id = ANY (ids) AND d.seller_id = of_seller AND d.state IN ('FAILED', 'QUARANTINED') ORDER BY d.id FOR UPDATE),
        'discarded by the seller');
END
$$;

DO $$
DECLARE
    made text;
BEGIN
    FOREACH made IN ARRAY ARRAY ['cancel_jobs(uuid[])', 'retry_jobs(uuid[])', 'discard_jobs(uuid[])']
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO marketsync_lookup', made);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO marketsync_api', made);
    END LOOP;
END
$$;
