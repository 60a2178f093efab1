-- Why: jobs are claimed fairly over sellers, within limits that ops change at runtime, at a cost that does not depend on the
-- backlog; and every change of a job's state is one set statement, because PostgreSQL writes JobRunr's JSON itself.
-- Locks: rewrites jobrunr_jobs under an exclusive lock (seconds for a million rows); workers and api of the version before must be
-- stopped, because they write the JSON in another order. Way back: none without a dump; the columns can be ignored.

-- JobRunr's JSON of a job ---------------------------------------------------------------------------------------------------
-- Always in this order, with jobHistory last, so that a new state is appended without reading the old ones. JobRunr reads it for
-- the dashboard; the engine itself never does. JobRowLifeIT checks that JobRunr's mapper reads every state written here.
CREATE FUNCTION job_json_new(id uuid, kind text, queue text, first_state text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT '{"version":1,"jobSignature":"io.marketsync.queue.JobRunner.run(io.marketsync.queue.JobRef)","jobName":"' || kind
        || '","labels":["queue:' || queue || '","kind:' || kind
        || '"],"jobDetails":{"className":"io.marketsync.queue.JobRunner","methodName":"run","jobParameters":[{"className":'
        || '"io.marketsync.queue.JobRef","actualClassName":"io.marketsync.queue.JobRef","object":{"id":"' || id
        || '"}}],"cacheable":true},"id":"' || id
        || '","metadata":{"@class":"java.util.concurrent.ConcurrentHashMap"},"jobHistory":[' || first_state || ']}'
$$;

CREATE FUNCTION job_json_moved(stored text, to_version int, state text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT '{"version":' || to_version || substr(
        -- a job that is snoozed again and again forgets its oldest states
        CASE WHEN length(stored) > 16000 THEN left(stored, position('"jobHistory":[' IN stored) + 13)
             ELSE left(stored, -2) || ',' END,
        position(',' IN stored)) || state || ']}'
$$;

-- A state as JobRunr writes it; further fields as JSON members that start with a comma.
CREATE FUNCTION job_state_json(class text, state text, since timestamptz, further text DEFAULT '') RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS
$$
    SELECT '{"@class":"org.jobrunr.jobs.states.' || class || '","state":"' || state || '","createdAt":"'
        || to_char(since AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"' || further || '}'
$$;

CREATE FUNCTION job_enqueued_json(since timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT job_state_json('EnqueuedState', 'ENQUEUED', since) $$;

CREATE FUNCTION job_scheduled_json(since timestamptz, due timestamptz, reason text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS
$$
    SELECT job_state_json('ScheduledState', 'SCHEDULED', since, ',"scheduledAt":"'
        || to_char(due AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","reason":' || to_json(reason))
$$;

CREATE FUNCTION job_processing_json(since timestamptz, server uuid, server_name text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS
$$
    SELECT job_state_json('ProcessingState', 'PROCESSING', since, ',"serverId":"' || server || '","serverName":'
        || to_json(server_name) || ',"updatedAt":"' || to_char(since AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"')
$$;

-- Durations in seconds, as JobRunr counts them.
CREATE FUNCTION job_succeeded_json(since timestamptz, waited double precision, took double precision) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS
$$
    SELECT job_state_json('SucceededState', 'SUCCEEDED', since, ',"latencyDuration":' || round(waited::numeric, 6)
        || ',"processDuration":' || round(took::numeric, 6))
$$;

CREATE FUNCTION job_failed_json(since timestamptz, reason text, message text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS
$$
    SELECT job_state_json('FailedState', 'FAILED', since, ',"message":' || to_json(reason)
        || ',"exceptionType":"io.marketsync.failure.JobFailure","exceptionMessage":' || to_json(message)
        || ',"stackTrace":"","doNotRetry":false')
$$;

CREATE FUNCTION job_deleted_json(since timestamptz, reason text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT job_state_json('DeletedState', 'DELETED', since, ',"reason":' || to_json(reason)) $$;

-- What a claim looks at -----------------------------------------------------------------------------------------------------
ALTER TABLE jobrunr_jobs
    -- origin:kind:marketplace. Jobs of one lane are held back together: by a limit on job starts, by a pause.
    ADD COLUMN lane text,
    -- waits although it is due, because its shop is paused; out of the claim's index until the shop goes on
    ADD COLUMN held boolean NOT NULL DEFAULT false,
    -- the server that runs it
    ADD COLUMN server_id uuid;
UPDATE jobrunr_jobs j SET
    seller_id = coalesce(j.seller_id, '00000000-0000-0000-0000-000000000000'),
    lane = coalesce((SELECT CASE r.requested_by WHEN 'user' THEN 'click' ELSE r.requested_by END FROM job r WHERE r.id = j.id), 'system')
        || ':' || j.kind || ':' || coalesce((SELECT s.marketplace FROM shop s WHERE s.id = j.shop_id), ''),
    version = 1,
    jobasjson = job_json_new(j.id, j.kind, j.queue, CASE j.state
        WHEN 'SCHEDULED' THEN job_scheduled_json(j.updatedat AT TIME ZONE 'utc', j.scheduledat AT TIME ZONE 'utc', 'next attempt')
        WHEN 'PROCESSING' THEN job_enqueued_json(j.updatedat AT TIME ZONE 'utc')
        WHEN 'SUCCEEDED' THEN job_succeeded_json(j.updatedat AT TIME ZONE 'utc', 0, 0)
        WHEN 'FAILED' THEN job_failed_json(j.updatedat AT TIME ZONE 'utc', 'bug', '')
        WHEN 'DELETED' THEN job_deleted_json(j.updatedat AT TIME ZONE 'utc', '')
        ELSE job_enqueued_json(j.updatedat AT TIME ZONE 'utc') END),
    -- its worker is stopped: this migration runs alone
    state = CASE j.state WHEN 'PROCESSING' THEN 'ENQUEUED' ELSE j.state END;
ALTER TABLE jobrunr_jobs
    -- zeros for jobs of the system, so that the claim's index needs no NULL
    ALTER COLUMN seller_id SET NOT NULL,
    ALTER COLUMN lane SET NOT NULL,
    ADD CHECK (lane ~ '^(click|batch|cron|system):[a-z._]+:[a-z_]*$');

DROP INDEX jobrunr_jobs_claim_idx;
DROP INDEX jobrunr_jobs_running_idx;
DROP INDEX jobrunr_jobs_state_updated_idx;
CREATE INDEX jobrunr_jobs_claim_idx ON jobrunr_jobs (queue, lane, seller_id, sort_key, id) WHERE state = 'ENQUEUED' AND NOT held;
CREATE INDEX jobrunr_jobs_running_idx ON jobrunr_jobs (seller_id, shop_id, kind) WHERE state = 'PROCESSING';
CREATE INDEX jobrunr_jobs_server_idx ON jobrunr_jobs (server_id) WHERE state = 'PROCESSING';
CREATE INDEX jobrunr_jobs_held_idx ON jobrunr_jobs (shop_id) WHERE held;
-- dashboard, dead letters and retention; what runs has indexes of its own, in which no dead entries gather
CREATE INDEX jobrunr_jobs_state_updated_idx ON jobrunr_jobs (state, updatedat) WHERE state <> 'PROCESSING';
-- age of a queue, and a job's place in it
CREATE INDEX jobrunr_jobs_waiting_idx ON jobrunr_jobs (queue, sort_key) WHERE state = 'ENQUEUED';

ALTER TABLE job_run
    -- attempts that failed since the last time somebody asked for the job: what the retry policy counts
    ADD COLUMN failures int NOT NULL DEFAULT 0,
    -- processes that died while they ran it
    ADD COLUMN deaths int NOT NULL DEFAULT 0;
ALTER TABLE job_run DROP CONSTRAINT job_run_reason_check;
ALTER TABLE job_run ADD CONSTRAINT job_run_reason_check CHECK (reason IN ('transient', 'rate_limited', 'auth', 'rejected', 'bug',
    'soft_limit', 'hard_limit', 'crash'));

-- Limits that ops change at runtime -------------------------------------------------------------------------------------------
-- Job starts in any sliding minute, over all processes. The name is an origin (cron) or an origin and a kind (cron:orders.pull).
CREATE TABLE start_limit
(
    name       text PRIMARY KEY CHECK (name ~ '^(click|batch|cron|system)(:[a-z._]+)?$'),
    per_minute int NOT NULL CHECK (per_minute BETWEEN 0 AND 1000000),
    -- starts at once after a quiet time
    burst      int NOT NULL CHECK (burst BETWEEN 1 AND 1000000),
    -- another limit whose unused permits are taken when this one has none
    overflow   text REFERENCES start_limit (name),
    -- comes with marketsync: ops change it and never remove it
    shipped    boolean NOT NULL DEFAULT false,
    -- state, written by claims: tokens of the burst, starts of each of the last 61 seconds, and the second of the last element
    tokens     double precision NOT NULL,
    tokens_at  timestamptz NOT NULL DEFAULT now(),
    spent      int[] NOT NULL DEFAULT '{}',
    spent_at   bigint NOT NULL DEFAULT 0,
    CHECK (overflow <> name)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);
INSERT INTO start_limit (name, per_minute, burst, overflow, shipped, tokens)
VALUES ('cron', 200, 50, NULL, true, 50), ('cron:orders.pull', 20, 10, NULL, true, 10), ('click', 60, 30, 'cron', true, 30);

-- Jobs that run at once. The row without an id is the default of its scope.
CREATE TABLE concurrency_limit
(
    scope   text NOT NULL CHECK (scope IN ('seller', 'shop')),
    of      uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    running int  NOT NULL CHECK (running BETWEEN 0 AND 1000),
    PRIMARY KEY (scope, of)
);
INSERT INTO concurrency_limit (scope, running) VALUES ('seller', 3), ('shop', 2);

CREATE TABLE pause
(
    scope text        NOT NULL CHECK (scope IN ('queue', 'kind', 'marketplace', 'shop')),
    name  text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    since timestamptz NOT NULL DEFAULT now(),
    note  text CHECK (length(note) <= 200),
    PRIMARY KEY (scope, name)
);

GRANT SELECT ON start_limit, concurrency_limit, pause TO marketsync_api, marketsync_worker;
-- FOR UPDATE needs one; what a limit allows is not theirs to change
GRANT UPDATE (tokens, tokens_at, spent, spent_at) ON start_limit TO marketsync_worker;
