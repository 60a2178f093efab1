-- Why: what marketplaces sent of postings that have ended, and tokens that are over, are removed when they have been kept long enough.
-- Locks: posting is not written to while its index is built. Safe while the version before runs: it reads no raw payload.
-- Way back: drop the two functions, the grants and the index; raw payloads that are gone stay gone.

ALTER TABLE posting ALTER COLUMN raw DROP NOT NULL;
COMMENT ON COLUMN posting.raw IS 'the marketplace''s JSON as it came; NULL once it has been kept long enough after the posting ended';
CREATE INDEX posting_payload_idx ON posting (seller_id, changed_at) WHERE terminal AND raw IS NOT NULL;

-- Whose raw payloads are old; they are removed in transactions of these sellers.
CREATE FUNCTION sellers_with_payloads(age interval, most int) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
    SELECT s.id FROM public.seller s
    WHERE EXISTS (SELECT FROM public.posting p
                  WHERE p.seller_id = s.id AND p.terminal AND p.raw IS NOT NULL AND p.changed_at < now() - age)
    LIMIT most
$$;

-- Those of operators, too. A token that is over lets nobody in; it is kept so that its owner can see what became of it.
CREATE FUNCTION forget_tokens(age interval, most int) RETURNS int
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$$
    WITH old AS MATERIALIZED (
        SELECT t.id FROM public.api_token t WHERE least(t.expires_at, t.revoked_at) < now() - age
        LIMIT most FOR UPDATE SKIP LOCKED),
    forgotten AS (DELETE FROM public.api_token t USING old o WHERE t.id = o.id RETURNING 1)
    SELECT count(*)::int FROM forgotten
$$;

-- raw, to see whether there is any
GRANT SELECT (seller_id, terminal, changed_at, raw) ON posting TO marketsync_lookup;
GRANT DELETE ON api_token TO marketsync_lookup;

DO $$
DECLARE
    made text;
BEGIN
    FOREACH made IN ARRAY ARRAY ['sellers_with_payloads(interval, int)', 'forget_tokens(interval, int)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO marketsync_lookup', made);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO marketsync_worker', made);
    END LOOP;
END
$$;
