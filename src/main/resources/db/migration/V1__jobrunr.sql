-- Why: JobRunr's tables as its own migrations 0 to 16 leave them on PostgreSQL, under our control (JobRunr only checks them).
-- Differences, all measured or needed: ids are uuid; our own columns decide what a pool claims; jobrunr_state_idx is left out
-- because with stale statistics the planner prefers it and sorts the whole backlog; the other indexes are partial.
-- Locks: none on existing data, the tables are new. Way back: drop them.

CREATE TABLE jobrunr_jobs
(
    id             uuid PRIMARY KEY,
    version        int          NOT NULL,
    jobAsJson      text         NOT NULL,
    jobSignature   varchar(512) NOT NULL,
    state          varchar(36)  NOT NULL,
    createdAt      timestamp    NOT NULL,
    updatedAt      timestamp    NOT NULL,
    scheduledAt    timestamp,
    recurringJobId varchar(128),
    -- ours, written once at insert
    queue          text         NOT NULL CHECK (queue IN ('high', 'normal', 'low')),
    kind           text         NOT NULL,
    seller_id      uuid,
    shop_id        uuid,
    priority       smallint     NOT NULL CHECK (priority BETWEEN 0 AND 9),
    -- due time minus a minute per step of priority: a head start, so nothing waits for ever
    sort_key       timestamp    NOT NULL,
    unique_key     text
);
ALTER TABLE jobrunr_jobs SET (
    autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 0.005, autovacuum_analyze_threshold = 500);

CREATE INDEX jobrunr_jobs_claim_idx ON jobrunr_jobs (queue, sort_key, id) WHERE state = 'ENQUEUED';
CREATE INDEX jobrunr_jobs_running_idx ON jobrunr_jobs (shop_id, kind) WHERE state = 'PROCESSING';
CREATE UNIQUE INDEX jobrunr_jobs_unique_key_idx ON jobrunr_jobs (unique_key)
    WHERE unique_key IS NOT NULL AND state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING');
CREATE INDEX jobrunr_jobs_state_updated_idx ON jobrunr_jobs (state, updatedAt);
CREATE INDEX jobrunr_job_scheduled_at_idx ON jobrunr_jobs (scheduledAt) WHERE state = 'SCHEDULED';
CREATE INDEX jobrunr_job_rci_idx ON jobrunr_jobs (recurringJobId) WHERE recurringJobId IS NOT NULL;

CREATE TABLE jobrunr_recurring_jobs
(
    id        varchar(128) PRIMARY KEY,
    version   int    NOT NULL,
    jobAsJson text   NOT NULL,
    createdAt bigint NOT NULL DEFAULT 0
);
CREATE INDEX jobrunr_recurring_job_created_at_idx ON jobrunr_recurring_jobs (createdAt);

CREATE TABLE jobrunr_backgroundjobservers
(
    id                         uuid PRIMARY KEY,
    workerPoolSize             int           NOT NULL,
    pollIntervalInSeconds      int           NOT NULL,
    firstHeartbeat             timestamp(6)  NOT NULL,
    lastHeartbeat              timestamp(6)  NOT NULL,
    running                    int           NOT NULL,
    systemTotalMemory          bigint        NOT NULL,
    systemFreeMemory           bigint        NOT NULL,
    systemCpuLoad              numeric(3, 2) NOT NULL,
    processMaxMemory           bigint        NOT NULL,
    processFreeMemory          bigint        NOT NULL,
    processAllocatedMemory     bigint        NOT NULL,
    processCpuLoad             numeric(3, 2) NOT NULL,
    deleteSucceededJobsAfter   varchar(32),
    permanentlyDeleteJobsAfter varchar(32),
    name                       varchar(128)
);
CREATE INDEX jobrunr_bgjobsrvrs_fsthb_idx ON jobrunr_backgroundjobservers (firstHeartbeat);
CREATE INDEX jobrunr_bgjobsrvrs_lsthb_idx ON jobrunr_backgroundjobservers (lastHeartbeat);

CREATE TABLE jobrunr_metadata
(
    id        varchar(156) PRIMARY KEY,
    name      varchar(92) NOT NULL,
    owner     varchar(64) NOT NULL,
    value     text        NOT NULL,
    createdAt timestamp   NOT NULL,
    updatedAt timestamp   NOT NULL
);
INSERT INTO jobrunr_metadata (id, name, owner, value, createdAt, updatedAt)
VALUES ('succeeded-jobs-counter-cluster', 'succeeded-jobs-counter', 'cluster', '0', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP);
-- Normally written by the first server's start-up tasks, where two servers starting together collide.
INSERT INTO jobrunr_metadata (id, name, owner, value, createdAt, updatedAt)
VALUES ('database_version-cluster', 'database_version', 'cluster', '6.0.0', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP),
       ('id-cluster', 'id', 'cluster', gen_random_uuid()::text, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP);

CREATE VIEW jobrunr_jobs_stats WITH (security_invoker = true) AS
WITH job_stat_results AS (SELECT state, count(*) AS count FROM jobrunr_jobs GROUP BY state)
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

-- The api enqueues, shows and (through our service) cancels; the workers do the rest.
GRANT SELECT, INSERT ON jobrunr_jobs TO marketsync_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobrunr_jobs TO marketsync_worker;
GRANT SELECT ON jobrunr_recurring_jobs, jobrunr_backgroundjobservers, jobrunr_metadata, jobrunr_jobs_stats TO marketsync_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobrunr_recurring_jobs, jobrunr_backgroundjobservers, jobrunr_metadata TO marketsync_worker;
GRANT SELECT ON jobrunr_jobs_stats TO marketsync_worker;
