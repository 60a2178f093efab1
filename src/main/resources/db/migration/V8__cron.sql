-- Why: cron. Schedules come from the workers' configuration; a tick is taken by moving its schedule's row in the transaction that
-- stores the tick's jobs, so that any number of processes may tick. Which shops are due follows from when they were last synced,
-- whoever asked for it.
-- Locks: the tables are new; pause is locked for a moment (its check changes). Safe while the version before runs: it knows no
-- schedules, and syncs that it ends make no shop fresh, so that shop is synced once more. Way back: delete the pauses of schedules,
-- drop the functions and tables, restore the check of pause and the two functions of V6.

-- What is configured, as the process that started last wrote it, and how far it is.
CREATE TABLE schedule
(
    name             text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9._-]{0,39}$'),
    kind             text        NOT NULL,
    args             text        NOT NULL,
    expression       text        NOT NULL,
    zone             text        NOT NULL,
    missed           text        NOT NULL CHECK (missed IN ('skip', 'once', 'all')),
    missed_limit     int         NOT NULL CHECK (missed_limit BETWEEN 1 AND 100),
    -- seconds within which each shop is synced once; NULL: a tick is one job of the system
    every            int CHECK (every >= 60),
    -- false: no process was started with it lately; kept for its history
    configured       boolean     NOT NULL DEFAULT true,
    -- ticks up to here are dealt with
    done_until       timestamptz NOT NULL,
    -- when a worker looks at it again: its next tick, or sooner when something did not fit
    next_at          timestamptz,
    last_tick_at     timestamptz,
    last_result      text,
    trigger_asked_at timestamptz
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

-- When a shop was last brought up to date by a kind, and last asked by cron to be. Times only, so workers see those of all sellers.
CREATE TABLE freshness
(
    seller_id    uuid NOT NULL,
    shop_id      uuid NOT NULL,
    kind         text NOT NULL,
    succeeded_at timestamptz,
    asked_at     timestamptz,
    PRIMARY KEY (seller_id, shop_id, kind),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
) WITH (fillfactor = 70);
ALTER TABLE freshness ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_seller ON freshness TO marketsync_owner
    USING (seller_id = (SELECT current_seller())) WITH CHECK (seller_id = (SELECT current_seller()));
CREATE POLICY workers ON freshness TO marketsync_worker USING (true) WITH CHECK (true);
CREATE POLICY lookup ON freshness FOR SELECT TO marketsync_lookup USING (true);

GRANT SELECT, INSERT, UPDATE ON schedule, freshness TO marketsync_worker;
GRANT SELECT ON freshness, schedule TO marketsync_lookup;
GRANT UPDATE (trigger_asked_at) ON schedule TO marketsync_lookup;
GRANT SELECT (id, seller_id, marketplace, attention, created_at) ON shop TO marketsync_lookup;

ALTER TABLE pause DROP CONSTRAINT pause_scope_check;
ALTER TABLE pause ADD CONSTRAINT pause_scope_check CHECK (scope IN ('queue', 'kind', 'marketplace', 'shop', 'schedule'));

-- Which shops ------------------------------------------------------------------------------------------------------------------
-- Every shop that can be synced: its key is not refused, and nobody paused it. A shop's due points are `every` seconds apart, at
-- a phase that its id gives, so that shops that were connected together do not come together. It is due when neither a sync nor a
-- request of cron came after the latest of them. Runs as its caller, and is planned as a part of the caller's statement.
CREATE FUNCTION synced_shops(of_kind text, every int, at timestamptz)
    RETURNS TABLE (seller_id uuid, shop_id uuid, marketplace text, fresh_at timestamptz, due boolean)
    LANGUAGE sql STABLE AS
$$
    SELECT s.seller_id, s.id, s.marketplace, coalesce(f.succeeded_at, s.created_at),
        coalesce(greatest(f.succeeded_at, f.asked_at) < to_timestamp(
            t.seconds - (t.seconds - uuid_hash_extended(s.id, hashtext(of_kind)) % every + every) % every), true)
    FROM public.shop s CROSS JOIN (SELECT floor(extract(epoch FROM at))::bigint AS seconds) t
    LEFT JOIN public.freshness f ON f.seller_id = s.seller_id AND f.shop_id = s.id AND f.kind = of_kind
    WHERE s.attention IS NULL AND NOT EXISTS (SELECT FROM public.pause p WHERE p.scope = 'shop' AND p.name = s.id::text)
$$;

-- What cron has waiting, by lane and seller, over all queues; without marketplaces that are paused. Blocked is what cannot start
-- because all that may run of its seller does. Hops from lane to lane by the claim's index, and is told to, because statistics may
-- say that nothing waits. Runs as its caller.
CREATE FUNCTION waiting_of_cron() RETURNS TABLE (lane text, seller_id uuid, n bigint, blocked boolean)
    LANGUAGE sql STABLE SET search_path = pg_catalog SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
    SET enable_incremental_sort = off SET jit = off AS
$$
    WITH RECURSIVE lanes AS (
        (SELECT j.queue, j.lane FROM public.jobrunr_jobs j WHERE j.state = 'ENQUEUED' AND NOT j.held
         ORDER BY j.queue, j.lane LIMIT 1)
        UNION ALL
        SELECT n.queue, n.lane FROM lanes l CROSS JOIN LATERAL (
            SELECT j.queue, j.lane FROM public.jobrunr_jobs j
            WHERE j.state = 'ENQUEUED' AND NOT j.held AND (j.queue, j.lane) > (l.queue, l.lane)
            ORDER BY j.queue, j.lane LIMIT 1) n)
    SELECT l.lane, s.seller_id, s.n,
        (SELECT count(*) FROM public.jobrunr_jobs r WHERE r.state = 'PROCESSING' AND r.seller_id = s.seller_id) >= coalesce(
            (SELECT c.running FROM public.concurrency_limit c WHERE c.scope = 'seller' AND c.of = s.seller_id),
            (SELECT c.running FROM public.concurrency_limit c
             WHERE c.scope = 'seller' AND c.of = '00000000-0000-0000-0000-000000000000'))
    FROM lanes l CROSS JOIN LATERAL (
        SELECT w.seller_id, count(*) AS n FROM (
            SELECT j.seller_id FROM public.jobrunr_jobs j
            WHERE j.state = 'ENQUEUED' AND NOT j.held AND j.queue = l.queue AND j.lane = l.lane
            ORDER BY j.queue, j.lane, j.seller_id, j.sort_key LIMIT 5000) w
        GROUP BY w.seller_id) s
    WHERE l.lane LIKE 'cron:%'
      AND NOT EXISTS (SELECT FROM public.pause p WHERE p.scope = 'marketplace' AND p.name = split_part(l.lane, ':', 3))
$$;

-- The due shops that fit, the stalest first; none of a marketplace that is paused. A seller gets no more than twice what may run of
-- it at once, running and waiting ones counted: more would only stand in the way of other sellers' shops.
CREATE FUNCTION due_shops(of_kind text, every int, at timestamptz, most int)
    RETURNS TABLE (seller_id uuid, shop_id uuid, marketplace text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
    WITH waiting AS MATERIALIZED (SELECT w.lane, w.seller_id, w.n FROM public.waiting_of_cron() w)
    SELECT o.seller_id, o.shop_id, o.marketplace
    FROM (SELECT s.*, row_number() OVER (PARTITION BY s.seller_id ORDER BY s.fresh_at, s.shop_id) AS nth
          FROM public.synced_shops(of_kind, every, at) s
          WHERE s.due AND NOT EXISTS (
              SELECT FROM public.pause p WHERE p.scope = 'marketplace' AND p.name = s.marketplace)
          -- so that what follows is asked only until enough are found
          ORDER BY s.fresh_at, s.shop_id OFFSET 0) o
    WHERE o.nth <= 2 * coalesce(
              (SELECT c.running FROM public.concurrency_limit c WHERE c.scope = 'seller' AND c.of = o.seller_id),
              (SELECT c.running FROM public.concurrency_limit c
               WHERE c.scope = 'seller' AND c.of = '00000000-0000-0000-0000-000000000000'))
          - (SELECT count(*) FROM public.jobrunr_jobs r WHERE r.state = 'PROCESSING' AND r.seller_id = o.seller_id)
          - coalesce((SELECT sum(w.n) FROM waiting w
                      WHERE w.seller_id = o.seller_id AND w.lane = 'cron:' || of_kind || ':' || o.marketplace), 0)
    LIMIT most
$$;

CREATE FUNCTION shop_staleness(of_kind text, every int, at timestamptz, OUT shops bigint, OUT due bigint, OUT late bigint,
                               OUT stalest_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
    SELECT count(*), count(*) FILTER (WHERE s.due), count(*) FILTER (WHERE s.fresh_at < at - 2 * every * interval '1 second'),
        min(s.fresh_at)
    FROM public.synced_shops(of_kind, every, at) s
$$;

-- Of operators -----------------------------------------------------------------------------------------------------------------
-- By name; all of them when none is named.
CREATE FUNCTION ops_schedules(asked_by uuid, named text, after text, most int)
    RETURNS TABLE (name text, kind text, expression text, zone text, missed text, missed_limit int, every int, configured boolean,
                   last_tick_at timestamptz, last_result text, next_at timestamptz, trigger_asked_at timestamptz, paused boolean,
                   note text, shops bigint, due bigint, late bigint, stalest_at timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    RETURN QUERY
        SELECT s.name, s.kind, s.expression, s.zone, s.missed, s.missed_limit, s.every, s.configured, s.last_tick_at, s.last_result,
            s.next_at, s.trigger_asked_at, p.name IS NOT NULL, p.note, f.shops, f.due, f.late, f.stalest_at
        FROM (SELECT * FROM public.schedule a WHERE a.name > after AND (named IS NULL OR a.name = named) ORDER BY a.name LIMIT most) s
        LEFT JOIN public.pause p ON p.scope = 'schedule' AND p.name = s.name
        LEFT JOIN LATERAL public.shop_staleness(s.kind, s.every, now()) f ON s.configured AND s.every IS NOT NULL
        ORDER BY s.name;
END
$$;

-- False when there is none of this name in the configuration. A worker is told, and runs it whether it is paused or not.
CREATE FUNCTION ops_trigger_schedule(asked_by uuid, of_name text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    UPDATE public.schedule s SET trigger_asked_at = clock_timestamp() WHERE s.name = of_name AND s.configured;
    IF FOUND THEN
        PERFORM pg_notify('marketsync_jobs', '@cron');
    END IF;
    RETURN FOUND;
END
$$;

-- As in V6, for schedules, too: their ticks are skipped.
CREATE OR REPLACE FUNCTION ops_pause(asked_by uuid, of_scope text, of_name text, of_note text) RETURNS timestamptz
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
    paused timestamptz;
BEGIN
    PERFORM public.require_ops_token(asked_by);
    IF of_scope = 'shop' AND NOT EXISTS (SELECT FROM public.shop s WHERE s.id = of_name::uuid)
        OR of_scope = 'schedule' AND NOT EXISTS (SELECT FROM public.schedule s WHERE s.name = of_name) THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.pause (scope, name, note) VALUES (of_scope, of_name, of_note)
    ON CONFLICT (scope, name) DO UPDATE SET note = excluded.note RETURNING since INTO paused;
    IF of_scope = 'shop' THEN
        WITH waiting AS (
            SELECT w.id FROM public.jobrunr_jobs w
            WHERE w.shop_id = of_name::uuid AND w.state IN ('ENQUEUED', 'SCHEDULED') AND NOT w.held ORDER BY w.id FOR UPDATE)
        UPDATE public.jobrunr_jobs j SET held = true FROM waiting w WHERE j.id = w.id;
    END IF;
    RETURN paused;
END
$$;

CREATE OR REPLACE FUNCTION ops_resume(asked_by uuid, of_scope text, of_name text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    DELETE FROM public.pause p WHERE p.scope = of_scope AND p.name = of_name;
    IF NOT FOUND THEN
        RETURN CASE of_scope
            WHEN 'shop' THEN CASE WHEN EXISTS (SELECT FROM public.shop s WHERE s.id = of_name::uuid) THEN false END
            WHEN 'schedule' THEN CASE WHEN EXISTS (SELECT FROM public.schedule s WHERE s.name = of_name) THEN false END
            ELSE false END;
    END IF;
    IF of_scope = 'shop' THEN
        WITH waiting AS (
            SELECT w.id FROM public.jobrunr_jobs w WHERE w.held AND w.shop_id = of_name::uuid ORDER BY w.id FOR UPDATE)
        UPDATE public.jobrunr_jobs j SET held = false FROM waiting w WHERE j.id = w.id;
    END IF;
    PERFORM public.wake_all_queues();
    RETURN true;
END
$$;

-- Who may call what ------------------------------------------------------------------------------------------------------------
DO $$
DECLARE
    made text;
    callers CONSTANT jsonb := '{"due_shops(text, int, timestamptz, int)": "marketsync_worker",
        "shop_staleness(text, int, timestamptz)": "marketsync_worker", "ops_schedules(uuid, text, text, int)": "marketsync_api",
        "ops_trigger_schedule(uuid, text)": "marketsync_api"}';
BEGIN
    FOR made IN SELECT jsonb_object_keys(callers) LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO marketsync_lookup', made);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', made, callers ->> made);
    END LOOP;
END
$$;
