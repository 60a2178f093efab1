-- Why: a job's row is written three times in its life, and most of what was written was JSON for JobRunr's dashboard, which hardly
-- anybody looks at. Now a row keeps of each state what tells it apart, and the JSON is made when somebody looks (JobText). Checks that
-- PostgreSQL made row by row are made once for a statement. Measured with ops/dev/bench engine drain enqueue.
-- Locks: rewrites jobrunr_jobs under an exclusive lock (seconds for a million rows). Workers and api of the version before must be
-- stopped: they would append what they cannot read. Way back: none without a dump.

-- jobrunr_jobs.jobasjson: a state for each time the job moved, the youngest last, parted by commas. A state is a JSON array of a letter,
-- the microseconds since 1970, and what that state says. The state of a job that runs is in its columns alone until it ends.
CREATE FUNCTION job_micros(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (extract(epoch FROM at) * 1000000)::bigint $$;

CREATE OR REPLACE FUNCTION job_json_new(id uuid, kind text, queue text, first_state text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT first_state $$;

-- A job that is snoozed again and again forgets its oldest states.
CREATE OR REPLACE FUNCTION job_json_moved(stored text, to_version int, state text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT CASE WHEN octet_length(stored) > 16000 THEN state ELSE stored || ',' || state END $$;

CREATE OR REPLACE FUNCTION job_enqueued_json(since timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT '["E",' || job_micros(since) || ']' $$;

CREATE OR REPLACE FUNCTION job_scheduled_json(since timestamptz, due timestamptz, reason text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT '["A",' || job_micros(since) || ',' || job_micros(due) || ',' || to_json(reason) || ']' $$;

CREATE OR REPLACE FUNCTION job_processing_json(since timestamptz, server uuid, server_name text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT '["P",' || job_micros(since) || ',"' || coalesce(server::text, '') || '",' || to_json(coalesce(server_name, '')) || ']' $$;

-- Durations in seconds, as JobRunr counts them.
CREATE OR REPLACE FUNCTION job_succeeded_json(since timestamptz, waited double precision, took double precision) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT '["S",' || job_micros(since) || ',' || waited || ',' || took || ']' $$;

CREATE OR REPLACE FUNCTION job_failed_json(since timestamptz, reason text, message text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT '["F",' || job_micros(since) || ',' || to_json(reason) || ',' || to_json(message) || ']' $$;

CREATE OR REPLACE FUNCTION job_deleted_json(since timestamptz, reason text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT '["D",' || job_micros(since) || ',' || to_json(reason) || ']' $$;

DROP FUNCTION job_state_json(text, text, timestamptz, text);

-- Of what is stored, the present state is kept.
UPDATE jobrunr_jobs SET jobsignature = '', jobasjson = CASE state
    WHEN 'SCHEDULED' THEN job_scheduled_json(updatedat AT TIME ZONE 'utc', scheduledat AT TIME ZONE 'utc', 'next attempt')
    WHEN 'SUCCEEDED' THEN job_succeeded_json(updatedat AT TIME ZONE 'utc', 0, 0)
    WHEN 'FAILED' THEN job_failed_json(updatedat AT TIME ZONE 'utc', 'bug', '')
    WHEN 'DELETED' THEN job_deleted_json(updatedat AT TIME ZONE 'utc', '')
    ELSE job_enqueued_json(updatedat AT TIME ZONE 'utc') END;

-- Redefined because a job that is cancelled while it runs keeps who ran it. Otherwise as in V9.
CREATE OR REPLACE FUNCTION cancel_jobs(ids uuid[]) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$
DECLARE
    of_seller CONSTANT uuid := public.current_seller();
    cancelled int;
BEGIN
    WITH living AS (
        SELECT l.id, l.state, CASE WHEN l.state = 'PROCESSING' THEN
            (SELECT job_processing_json(r.started_at, l.server_id, r.server) || ',' FROM public.job_run r WHERE r.job_id = l.id)
            END AS ran
        FROM public.jobrunr_jobs l
        WHERE l.id = ANY (ids) AND l.seller_id = of_seller AND l.state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING')
        ORDER BY l.id FOR UPDATE),
    moved AS (
        UPDATE public.jobrunr_jobs j SET state = 'DELETED', version = j.version + 1,
            jobasjson = job_json_moved(j.jobasjson, j.version + 1,
                coalesce(l.ran, '') || job_deleted_json(now(), 'cancelled by the seller')),
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

-- Whom a request is for -------------------------------------------------------------------------------------------------------
-- Foreign keys look at each row and lock what it names. One look for a statement is enough: requests are never changed, and sellers and
-- shops are never removed. Whoever makes them removable has to care for their jobs first.
ALTER TABLE job DROP CONSTRAINT job_seller_id_fkey, DROP CONSTRAINT job_seller_id_shop_id_fkey;
CREATE FUNCTION check_requests() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT a.seller_id, a.shop_id FROM added a) r
        WHERE r.seller_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.seller s WHERE s.id = r.seller_id)
           OR r.shop_id IS NOT NULL
              AND NOT EXISTS (SELECT FROM public.shop s WHERE s.id = r.shop_id AND s.seller_id = r.seller_id))
    THEN
        RAISE EXCEPTION 'a job is for a seller or a shop of this seller that does not exist' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END
$$;
GRANT SELECT (id, seller_id) ON shop TO marketsync_lookup;
ALTER FUNCTION check_requests() OWNER TO marketsync_lookup;
REVOKE ALL ON FUNCTION check_requests() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION check_requests() TO marketsync_api, marketsync_worker;
CREATE TRIGGER check_requests AFTER INSERT ON job REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION check_requests();

-- A run is written for a job that the same statement has found; RetentionStore removes both.
ALTER TABLE job_run DROP CONSTRAINT job_run_job_id_fkey;

-- A regular expression for each row costs as much as an index.
ALTER TABLE jobrunr_jobs DROP CONSTRAINT jobrunr_jobs_lane_check;
ALTER TABLE jobrunr_jobs ADD CONSTRAINT jobrunr_jobs_lane_check CHECK (lane LIKE '%:%:%');

-- What a server runs is in the index of what runs, which is as long as there are slots.
DROP INDEX jobrunr_jobs_server_idx;

-- A run is written at the claim and again at the end: the second version finds room in the page of the first and needs no new entry in
-- an index.
ALTER TABLE job_run SET (fillfactor = 50);
