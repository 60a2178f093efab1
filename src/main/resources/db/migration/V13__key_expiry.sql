-- Why: what the marketplace says about a shop's key, asked daily, so that sellers are warned before it ends. Facts only: whether they
-- call for attention depends on the time at which somebody looks, so it is decided there and never stale.
-- Locks: shop for a moment; columns without a value, or with one for all rows, rewrite nothing. Safe while the version before runs: a
-- key that it replaces keeps the facts of the old one until it is checked, within a day. Way back: drop the function and the columns.

ALTER TABLE shop
    -- of keys from before: when this column came
    ADD COLUMN key_entered_at    timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN key_checked_at    timestamptz,
    -- NULL: unknown
    ADD COLUMN key_ends_at       timestamptz,
    -- NULL: unknown
    ADD COLUMN key_roles         text[],
    -- that our kinds need; empty or NULL: none
    ADD COLUMN key_missing_roles text[],
    ADD COLUMN key_missing_since timestamptz;

GRANT UPDATE (key_checked_at, key_ends_at, key_roles, key_missing_roles, key_missing_since) ON shop TO marketsync_worker;
GRANT SELECT (key_checked_at, key_ends_at, key_missing_roles) ON shop TO marketsync_lookup;

-- Shops of all sellers by the end of their keys; hours, because a day is not always 24. A key that the marketplace refuses does not
-- count: its seller is told, and nothing can be said of its end.
CREATE FUNCTION shop_keys(at timestamptz) RETURNS TABLE (ends_in text, n bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
    SELECT e.ends_in, count(*)
    FROM public.shop s CROSS JOIN LATERAL (SELECT CASE
        WHEN s.key_ends_at IS NULL THEN 'unknown'
        WHEN s.key_ends_at <= at THEN 'ended'
        WHEN s.key_ends_at <= at + interval '72 hours' THEN '3d'
        WHEN s.key_ends_at <= at + interval '336 hours' THEN '14d'
        ELSE 'later' END AS ends_in) e
    WHERE s.attention IS NULL
    GROUP BY e.ends_in
$$;

-- Of operators: keys that are not refused and end before a time, the first to end first.
CREATE FUNCTION ops_shop_keys(asked_by uuid, before timestamptz, after timestamptz, after_id uuid, most int)
    RETURNS TABLE (shop_id uuid, seller_id uuid, marketplace text, ends_at timestamptz, checked_at timestamptz,
                   missing_roles text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    RETURN QUERY
        SELECT s.id, s.seller_id, s.marketplace, s.key_ends_at, s.key_checked_at, s.key_missing_roles
        FROM public.shop s
        WHERE s.attention IS NULL AND s.key_ends_at < before AND (after IS NULL OR (s.key_ends_at, s.id) > (after, after_id))
        ORDER BY s.key_ends_at, s.id LIMIT most;
END
$$;

DO $$
DECLARE
    made text;
    callers CONSTANT jsonb := '{"shop_keys(timestamptz)": "marketsync_worker",
        "ops_shop_keys(uuid, timestamptz, timestamptz, uuid, int)": "marketsync_api"}';
BEGIN
    FOR made IN SELECT jsonb_object_keys(callers) LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO marketsync_lookup', made);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', made, callers ->> made);
    END LOOP;
END
$$;
