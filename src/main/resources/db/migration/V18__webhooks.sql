-- Why: a marketplace tells of changed postings by calls to a secret path of the shop. What it says is kept in an inbox, once, until
-- orders.refresh has asked for the postings by number; the rest of a webhook is never believed. Postings remember when the marketplace
-- last told of them, so that those which lists no longer show are asked for in turn.
-- Locks: posting for a moment (a column with a constant default rewrites nothing); the index on posting is built under a lock that
-- stops orders.pull, some seconds for a million open postings. Safe while the version before runs: it knows no webhooks, and leaves
-- checked_at at the time it created a posting.
-- Way back: drop the functions, the two tables, the index and the column.

-- When the marketplace last told of a posting in a way that was written down, on this database's clock: at its creation, at a change,
-- or when it was asked for by number. An answer that was asked for before that is the older one.
ALTER TABLE posting ADD COLUMN checked_at timestamptz NOT NULL DEFAULT now();
-- those under way, by birth; a posting that is not paid yet has none, and stands at its first sight
CREATE INDEX posting_open_idx ON posting (seller_id, shop_id, coalesce(in_process_at, first_seen_at)) WHERE NOT terminal;

-- The one path of a shop that is open to its marketplace, as a hash: whoever reads this table cannot call it.
CREATE TABLE webhook_path
(
    seller_id  uuid        NOT NULL,
    shop_id    uuid        NOT NULL,
    sha256     bytea       NOT NULL UNIQUE CHECK (length(sha256) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, shop_id),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);

-- What marketplaces have told, each event once.
CREATE TABLE webhook_inbox
(
    seller_id   uuid        NOT NULL,
    shop_id     uuid        NOT NULL,
    -- what makes two calls the same event, hashed; the adapter of the marketplace knows
    event_key   bytea       NOT NULL CHECK (length(event_key) = 32),
    type        text        NOT NULL CHECK (length(type) BETWEEN 1 AND 60),
    -- of the posting to ask for; both are missing in an event that tells of none
    number      text CHECK (length(number) BETWEEN 1 AND 100),
    scheme      text CHECK (scheme IN ('fbs', 'fbo')),
    -- the beginning of what came, for people who look into a complaint; no code reads it
    payload     text        NOT NULL CHECK (octet_length(payload) <= 4000),
    received_at timestamptz NOT NULL DEFAULT now(),
    -- when it is looked into: at once, or again after the marketplace did not know the number
    try_at      timestamptz NOT NULL DEFAULT now(),
    tries       smallint    NOT NULL DEFAULT 0,
    handled_at  timestamptz,
    -- stored: the posting is as the marketplace had it after the event. unknown: it never knew the number. ignored: no posting told of
    outcome     text CHECK (outcome IN ('stored', 'unknown', 'ignored')),
    PRIMARY KEY (seller_id, shop_id, event_key),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id),
    CHECK ((number IS NULL) = (scheme IS NULL)),
    CHECK ((handled_at IS NULL) = (outcome IS NULL)),
    CHECK (handled_at IS NOT NULL OR number IS NOT NULL)
);
CREATE INDEX webhook_inbox_waiting_idx ON webhook_inbox (seller_id, shop_id, try_at) WHERE handled_at IS NULL;
CREATE INDEX webhook_inbox_received_idx ON webhook_inbox (received_at);

ALTER TABLE webhook_path ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_seller ON webhook_path USING (seller_id = (SELECT current_seller())) WITH CHECK (seller_id = (SELECT current_seller()));
CREATE POLICY lookup ON webhook_path FOR SELECT TO marketsync_lookup USING (true);
ALTER TABLE webhook_inbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_seller ON webhook_inbox USING (seller_id = (SELECT current_seller())) WITH CHECK (seller_id = (SELECT current_seller()));
CREATE POLICY lookup_forgets ON webhook_inbox TO marketsync_lookup USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_path TO marketsync_api;
GRANT SELECT ON webhook_path TO marketsync_lookup;
GRANT SELECT, INSERT ON webhook_inbox TO marketsync_api;
GRANT SELECT ON webhook_inbox TO marketsync_worker;
GRANT UPDATE (try_at, tries, handled_at, outcome) ON webhook_inbox TO marketsync_worker;
-- FOR UPDATE needs one that it may change
GRANT SELECT (seller_id, shop_id, event_key, received_at), UPDATE (received_at), DELETE ON webhook_inbox TO marketsync_lookup;

-- Looks across sellers, and returns only whose path it is.
CREATE FUNCTION webhook_shop(hash bytea, of_marketplace text) RETURNS TABLE (seller_id uuid, shop_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
    SELECT w.seller_id, w.shop_id FROM public.webhook_path w JOIN public.shop s ON s.seller_id = w.seller_id AND s.id = w.shop_id
    WHERE w.sha256 = hash AND s.marketplace = of_marketplace
$$;

-- At most so many of all sellers that came longer ago than the age, handled or not. Returns how many.
CREATE FUNCTION forget_webhooks(age interval, most int) RETURNS int
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$$
    WITH old AS (
        SELECT w.seller_id, w.shop_id, w.event_key FROM public.webhook_inbox w WHERE w.received_at < now() - age
        ORDER BY w.received_at LIMIT most FOR UPDATE SKIP LOCKED),
    forgotten AS (
        DELETE FROM public.webhook_inbox w USING old o
        WHERE w.seller_id = o.seller_id AND w.shop_id = o.shop_id AND w.event_key = o.event_key RETURNING 1)
    SELECT count(*)::int FROM forgotten
$$;

DO $$
DECLARE
    made text;
    callers CONSTANT jsonb := '{"webhook_shop(bytea, text)": "marketsync_api",
        "forget_webhooks(interval, int)": "marketsync_worker"}';
BEGIN
    FOR made IN SELECT jsonb_object_keys(callers) LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO marketsync_lookup', made);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', made, callers ->> made);
    END LOOP;
END
$$;
