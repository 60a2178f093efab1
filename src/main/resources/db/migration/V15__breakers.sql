-- Why: a shop whose key is refused, and a marketplace that is away, hold their jobs back by the gate that operators' pauses use: claims
-- leave them out, and no attempt is spent. Whoever paused something ends that pause and no other, so each has its cause.
-- Locks: pause and shop for a moment; the view is replaced. Shops whose key is refused already are paused, and their waiting jobs
-- held. Safe while the version before runs: a click of it on such a shop is refused, and of a marketplace that its workers find away
-- nobody is told.
-- Way back: delete the pauses of other causes than ops, drop the column, the table breaker and the functions, restore the primary key of V4, the view of
-- V9 and the functions of V8.

ALTER TABLE pause ADD COLUMN cause text NOT NULL DEFAULT 'ops' CHECK (cause IN ('ops', 'key', 'breaker'));
ALTER TABLE pause DROP CONSTRAINT pause_pkey;
ALTER TABLE pause ADD PRIMARY KEY (scope, name, cause);
COMMENT ON COLUMN pause.cause IS 'who began it, and alone ends it: an operator, the marketplace that refuses the key of the shop, or the breaker of the marketplace';

-- The wall stands for the owner, too, and here he looks over it.
ALTER TABLE shop NO FORCE ROW LEVEL SECURITY;
INSERT INTO pause (scope, name, cause, since)
SELECT 'shop', s.id::text, 'key', s.attention_since FROM shop s WHERE s.attention = 'key_rejected' AND s.attention_since IS NOT NULL;
ALTER TABLE shop FORCE ROW LEVEL SECURITY;
UPDATE jobrunr_jobs j SET held = true
FROM pause p
WHERE p.scope = 'shop' AND p.cause = 'key' AND j.shop_id = p.name::uuid AND j.state IN ('ENQUEUED', 'SCHEDULED') AND NOT j.held;

-- What a seller sees ----------------------------------------------------------------------------------------------------------
CREATE OR REPLACE VIEW operation WITH (security_invoker = true) AS
SELECT j.id, j.seller_id, j.shop_id, s.name AS shop_name, j.kind, j.queue, j.requested_by,
       operation_status(q.state, r.outcome)                                          AS status,
       q.version + coalesce(r.version, 0)                                            AS version,
       q.sort_key, q.scheduledat AT TIME ZONE 'utc'                                  AS scheduled_at,
       q.updatedat AT TIME ZONE 'utc'                                                AS state_since,
       r.attempt, r.server, r.started_at, r.updated_at, r.finished_at,
       r.phase, r.phase_index, r.phase_count, r.completed, r.total, r.total_estimate, r.unit,
       r.counts::text AS counts, r.outcome, r.reason, r.error,
       p.scope                                                                       AS paused_by,
       j.batch_id,
       p.cause                                                                       AS paused_cause,
       -- for the seller to act on; what operators note is theirs
       CASE p.cause WHEN 'key' THEN s.attention_note END                             AS paused_note
FROM job j
JOIN jobrunr_jobs q ON q.id = j.id
LEFT JOIN job_run r ON r.job_id = j.id
LEFT JOIN shop s ON s.seller_id = j.seller_id AND s.id = j.shop_id
-- what the claim asks too; the narrowest pause first, and what the seller can end before what others must
LEFT JOIN LATERAL (
    SELECT p.scope, p.cause FROM pause p
    WHERE q.state IN ('ENQUEUED', 'SCHEDULED')
      AND (p.scope, p.name) IN (('shop', q.shop_id::text), ('kind', q.kind), ('marketplace', split_part(q.lane, ':', 3)),
          ('queue', q.queue))
    ORDER BY array_position(ARRAY ['shop', 'kind', 'marketplace', 'queue'], p.scope), p.cause = 'ops' LIMIT 1) p ON true;

-- Of operators: their own pauses, as in V8 ------------------------------------------------------------------------------------
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
    INSERT INTO public.pause (scope, name, cause, note) VALUES (of_scope, of_name, 'ops', of_note)
    ON CONFLICT (scope, name, cause) DO UPDATE SET note = excluded.note RETURNING since INTO paused;
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
    DELETE FROM public.pause p WHERE p.scope = of_scope AND p.name = of_name AND p.cause = 'ops';
    IF NOT FOUND THEN
        RETURN CASE of_scope
            WHEN 'shop' THEN CASE WHEN EXISTS (SELECT FROM public.shop s WHERE s.id = of_name::uuid) THEN false END
            WHEN 'schedule' THEN CASE WHEN EXISTS (SELECT FROM public.schedule s WHERE s.name = of_name) THEN false END
            ELSE false END;
    END IF;
    IF of_scope = 'shop' THEN
        PERFORM public.let_shop_go(of_name::uuid);
    END IF;
    PERFORM public.wake_all_queues();
    RETURN true;
END
$$;

-- Its held jobs, unless something else still pauses the shop. Runs as its caller.
CREATE FUNCTION let_shop_go(of_shop uuid) RETURNS void
    LANGUAGE sql SET search_path = pg_catalog AS
$$
    WITH waiting AS (
        SELECT w.id FROM public.jobrunr_jobs w
        WHERE w.held AND w.shop_id = of_shop
          AND NOT EXISTS (SELECT FROM public.pause p WHERE p.scope = 'shop' AND p.name = of_shop::text)
        ORDER BY w.id FOR UPDATE)
    UPDATE public.jobrunr_jobs j SET held = false FROM waiting w WHERE j.id = w.id
$$;

-- Of the seller that the transaction names: a shop whose key is refused --------------------------------------------------------
-- For workers, who have just said so of the shop in the same transaction; they hold its jobs themselves.
CREATE FUNCTION pause_for_key(of_shop uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    INSERT INTO public.pause (scope, name, cause)
    SELECT 'shop', s.id::text, 'key' FROM public.shop s
    WHERE s.id = of_shop AND s.seller_id = public.current_seller() AND s.attention = 'key_rejected'
    ON CONFLICT (scope, name, cause) DO NOTHING;
END
$$;

-- For the api, when the seller has entered another key in the same transaction. A job that is enqueued at this very moment may still
-- come in held: HeldJobs lets it go.
CREATE FUNCTION resume_with_key(of_shop uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    DELETE FROM public.pause p USING public.shop s
    WHERE p.scope = 'shop' AND p.name = of_shop::text AND p.cause = 'key'
      AND s.id = of_shop AND s.seller_id = public.current_seller() AND s.attention IS NULL;
    IF FOUND THEN
        PERFORM public.let_shop_go(of_shop);
        PERFORM public.wake_all_queues();
    END IF;
END
$$;

-- A marketplace that is away -----------------------------------------------------------------------------------------------------
CREATE TABLE breaker
(
    marketplace   text        PRIMARY KEY CHECK (length(marketplace) BETWEEN 1 AND 40),
    state         text        NOT NULL CHECK (state IN ('closed', 'open', 'ramping')),
    reason        text        NOT NULL,
    since         timestamptz NOT NULL DEFAULT now(),
    probe_at      timestamptz,
    ramp          interval    NOT NULL,
    ramp_until    timestamptz,
    failed_probes int         NOT NULL DEFAULT 0,
    opened        bigint      NOT NULL DEFAULT 0,
    canary        uuid,
    canary_until  timestamptz,
    CHECK ((state = 'open') = (probe_at IS NOT NULL)),
    CHECK ((state = 'ramping') = (ramp_until IS NOT NULL))
);
COMMENT ON COLUMN breaker.reason IS 'why it was opened last';
COMMENT ON COLUMN breaker.ramp IS 'how long its calls are fewer than allowed when it is back, as the workers are configured';
COMMENT ON COLUMN breaker.opened IS 'how often';
COMMENT ON COLUMN breaker.canary IS 'the process that looks whether the marketplace is back, until canary_until at the latest';
GRANT SELECT ON breaker TO marketsync_api;
GRANT SELECT, INSERT, UPDATE ON breaker TO marketsync_worker;
GRANT SELECT, UPDATE ON breaker TO marketsync_lookup;

-- The pause of a marketplace is what its breaker says; whoever changes that calls this in the same transaction.
CREATE FUNCTION follow_breaker(of_marketplace text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    IF EXISTS (SELECT FROM public.breaker b WHERE b.marketplace = of_marketplace AND b.state = 'open') THEN
        INSERT INTO public.pause (scope, name, cause) VALUES ('marketplace', of_marketplace, 'breaker')
        ON CONFLICT (scope, name, cause) DO NOTHING;
        RETURN;
    END IF;
    DELETE FROM public.pause p WHERE p.scope = 'marketplace' AND p.name = of_marketplace AND p.cause = 'breaker';
    IF FOUND THEN
        PERFORM public.wake_all_queues();
    END IF;
END
$$;

-- One of the five that were fresh last, another one with each turn. Reads all of freshness; asked for once in 30 s, while nothing else
-- of the marketplace runs.
CREATE FUNCTION canary_shop(of_marketplace text, turn int) RETURNS TABLE (seller_id uuid, shop_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
    SELECT l.seller_id, l.id FROM (
        SELECT s.seller_id, s.id, row_number() OVER (ORDER BY max(f.succeeded_at) DESC NULLS LAST, s.id) AS n, count(*) OVER () AS of
        FROM public.shop s LEFT JOIN public.freshness f ON f.seller_id = s.seller_id AND f.shop_id = s.id
        WHERE s.marketplace = of_marketplace AND s.attention IS NULL
        GROUP BY s.seller_id, s.id) l
    WHERE l.n = 1 + turn % least(5, l.of)
$$;

-- False when it was not open; else its calls ramp up, as after a good probe.
CREATE FUNCTION ops_close_breaker(asked_by uuid, of_marketplace text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    UPDATE public.breaker b SET state = 'ramping', since = now(), probe_at = NULL, canary = NULL, canary_until = NULL,
        ramp_until = now() + b.ramp
    WHERE b.marketplace = of_marketplace AND b.state = 'open';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM public.follow_breaker(of_marketplace);
    RETURN true;
END
$$;

-- Shops that wait for another key, those that wait for longest first.
CREATE FUNCTION ops_refused_keys(asked_by uuid, after timestamptz, after_shop uuid, most int)
    RETURNS TABLE (shop_id uuid, seller_id uuid, marketplace text, since timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    RETURN QUERY
        SELECT s.id, s.seller_id, s.marketplace, p.since
        FROM public.pause p JOIN public.shop s ON s.id = p.name::uuid
        WHERE p.scope = 'shop' AND p.cause = 'key' AND (after IS NULL OR (p.since, s.id) > (after, after_shop))
        ORDER BY p.since, s.id LIMIT most;
END
$$;

DO $$
DECLARE
    made text;
    callers CONSTANT jsonb := '{"let_shop_go(uuid)": null, "pause_for_key(uuid)": "marketsync_worker",
        "resume_with_key(uuid)": "marketsync_api", "follow_breaker(text)": "marketsync_worker",
        "canary_shop(text, int)": "marketsync_worker", "ops_close_breaker(uuid, text)": "marketsync_api",
        "ops_refused_keys(uuid, timestamptz, uuid, int)": "marketsync_api"}';
BEGIN
    FOR made IN SELECT jsonb_object_keys(callers) LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO marketsync_lookup', made);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
        IF callers ->> made IS NOT NULL THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', made, callers ->> made);
        END IF;
    END LOOP;
END
$$;
