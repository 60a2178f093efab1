-- Why: a queue that fills faster than it drains refuses what comes next, while whoever waits in it still gets an answer in useful
-- time; and how fast it drains is known without counting what ended.
-- Locks: none on existing data, all is new. Safe while the version before runs: it asks nobody and refuses nothing.
-- Way back: drop the view, the functions and the tables.

-- Bounds ----------------------------------------------------------------------------------------------------------------------
-- They protect those who wait, not the database: a claim costs the same at a million waiting jobs. high: with the shipped limits
-- on starts (200 a minute of cron, 60 of clicks) 20,000 jobs are 80 minutes, and a click that starts later helps nobody. normal:
-- three hours. low: bulk that may take a night. A tenth for one seller: it takes ten of them to fill a queue. Half for cron: clicks
-- find room for as long again as it took cron to be shed.
CREATE TABLE queue_bound
(
    queue        text PRIMARY KEY CHECK (queue IN ('high', 'normal', 'low')),
    -- due jobs that wait; 0 admits nothing
    most         int NOT NULL CHECK (most BETWEEN 0 AND 10000000),
    most_of_one  int NOT NULL CHECK (most_of_one BETWEEN 0 AND 10000000),
    -- percent of most up to which cron queues jobs
    cron_percent int NOT NULL CHECK (cron_percent BETWEEN 0 AND 100)
);
INSERT INTO queue_bound (queue, most, most_of_one, cron_percent)
VALUES ('high', 20000, 2000, 50), ('normal', 50000, 5000, 50), ('low', 200000, 20000, 50);

-- How many due jobs of a seller wait in a queue, counted up to most: hops from lane to lane in the claim's index and reads the
-- seller's entries there. The settings leave the planner no other plan, whatever statistics say. Jobs that a pause of their shop
-- holds are in no lane and not counted: they are none of the queue's load.
CREATE FUNCTION seller_waiting(of_queue text, of_seller uuid, most int) RETURNS int
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan SET jit = off
    SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_hashjoin = off SET enable_mergejoin = off AS
$$
DECLARE
    lane_now text := '';
    counted int := 0;
    more int;
BEGIN
    WHILE counted < most LOOP
        SELECT j.lane INTO lane_now FROM public.jobrunr_jobs j
        WHERE j.state = 'ENQUEUED' AND NOT j.held AND j.queue = of_queue AND j.lane > lane_now ORDER BY j.lane LIMIT 1;
        EXIT WHEN NOT FOUND;
        SELECT count(*) INTO more FROM (
            SELECT FROM public.jobrunr_jobs j
            WHERE j.state = 'ENQUEUED' AND NOT j.held AND j.queue = of_queue AND j.lane = lane_now AND j.seller_id = of_seller
            ORDER BY j.sort_key LIMIT most - counted) w;
        counted := counted + more;
    END LOOP;
    RETURN counted;
END
$$;

-- Drain -----------------------------------------------------------------------------------------------------------------------
-- Jobs that finished or died, by ten seconds; a row of none says that some ran. Written by the fold of job_count_delta, so up to
-- five seconds late; kept for 15 minutes. A queue that has nothing to do writes no row.
CREATE TABLE job_end_count
(
    queue text        NOT NULL,
    at    timestamptz NOT NULL,
    n     bigint      NOT NULL,
    PRIMARY KEY (queue, at)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

-- Jobs of a queue that ended, for each second of the last five minutes in which it had work; no row when it had none.
CREATE VIEW queue_drain WITH (security_invoker = true) AS
SELECT queue, sum(n)::double precision
              / sum(least(10, greatest(1, extract(epoch FROM now() - at))))::double precision AS per_second
FROM job_end_count WHERE at > now() - interval '5 minutes' GROUP BY queue;

-- Of operators ----------------------------------------------------------------------------------------------------------------
-- False when there is no such queue.
CREATE FUNCTION ops_set_queue_bound(asked_by uuid, of_queue text, new_most int, new_most_of_one int, new_cron_percent int)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    UPDATE public.queue_bound b SET most = new_most, most_of_one = new_most_of_one, cron_percent = new_cron_percent
    WHERE b.queue = of_queue;
    RETURN FOUND;
END
$$;

GRANT SELECT ON queue_bound, job_end_count, queue_drain TO marketsync_api, marketsync_worker;
GRANT INSERT, UPDATE, DELETE ON job_end_count TO marketsync_worker;
GRANT SELECT, UPDATE ON queue_bound TO marketsync_lookup;
ALTER FUNCTION ops_set_queue_bound(uuid, text, int, int, int) OWNER TO marketsync_lookup;
REVOKE ALL ON FUNCTION ops_set_queue_bound(uuid, text, int, int, int), seller_waiting(text, uuid, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops_set_queue_bound(uuid, text, int, int, int) TO marketsync_api;
GRANT EXECUTE ON FUNCTION seller_waiting(text, uuid, int) TO marketsync_api, marketsync_worker;
