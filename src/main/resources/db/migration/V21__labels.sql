-- Why: package labels of postings that are packed, printed by the marketplace in tasks and kept until they have been used. Which
-- postings are packed is their stage (rank 25), written when they are read next, within 15 minutes of the first start of this version.
-- Locks: posting is not written to while its index is built. Safe while the version before runs: it knows nothing of labels, and writes
-- 20 for a posting that is packed, whose label is fetched later then.
-- Way back: synced_shops as in V20, then drop forget_labels, the three tables, the policies of posting and sync_watermark and the index on posting.

CREATE INDEX posting_packed_idx ON posting (seller_id, shop_id, changed_at) WHERE scheme = 'fbs' AND status_rank = 25;

-- A posting's way to its label. Of a posting that is packed no longer there is a row only if it has its label, or a task may bring it.
CREATE TABLE label
(
    seller_id   uuid        NOT NULL,
    shop_id     uuid        NOT NULL,
    number      text        NOT NULL CHECK (length(number) BETWEEN 1 AND 100),
    -- wanted: to be asked for. asked: in a task, or about to be. refused, quarantined: as of stock levels
    state       text        NOT NULL CHECK (state IN ('wanted', 'asked', 'stored', 'refused', 'quarantined')),
    -- the marketplace's; missing while a task is being asked for
    task        text CHECK (length(task) BETWEEN 1 AND 100),
    -- postings that one task may have, this one counted; missing as long as no task of it printed nothing
    together    int CHECK (together >= 1),
    wanted_at   timestamptz NOT NULL DEFAULT now(),
    asked_at    timestamptz,
    next_try_at timestamptz NOT NULL,
    failures    int         NOT NULL DEFAULT 0,
    error_code  text CHECK (length(error_code) <= 100),
    error       text CHECK (length(error) <= 500),
    stored_at   timestamptz,
    size        int CHECK (size BETWEEN 1 AND 1048576),
    sha256      bytea CHECK (length(sha256) = 32),
    -- it is removed then, whatever its state
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (seller_id, shop_id, number),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id),
    CHECK ((state = 'stored') = (stored_at IS NOT NULL) AND (stored_at IS NULL) = (size IS NULL) AND (size IS NULL) = (sha256 IS NULL)),
    CHECK (task IS NULL OR state = 'asked')
);
CREATE INDEX label_due_idx ON label (seller_id, shop_id, next_try_at) WHERE state <> 'stored';
CREATE INDEX label_task_idx ON label (seller_id, shop_id, task) WHERE task IS NOT NULL;
CREATE INDEX label_state_idx ON label (seller_id, shop_id, state, number);
CREATE INDEX label_expires_idx ON label (expires_at);

-- Apart from its label: lists never come near it, and no update of a label carries it along. It is packed already (PDF).
CREATE TABLE label_file
(
    seller_id uuid  NOT NULL,
    shop_id   uuid  NOT NULL,
    number    text  NOT NULL,
    pdf       bytea NOT NULL CHECK (length(pdf) BETWEEN 1 AND 1048576),
    PRIMARY KEY (seller_id, shop_id, number),
    FOREIGN KEY (seller_id, shop_id, number) REFERENCES label (seller_id, shop_id, number) ON DELETE CASCADE
);
ALTER TABLE label_file ALTER COLUMN pdf SET STORAGE EXTERNAL;

-- What the marketplace works on.
CREATE TABLE label_task
(
    seller_id  uuid        NOT NULL,
    shop_id    uuid        NOT NULL,
    id         text        NOT NULL CHECK (length(id) BETWEEN 1 AND 100),
    created_at timestamptz NOT NULL DEFAULT now(),
    polls      int         NOT NULL DEFAULT 0,
    poll_at    timestamptz NOT NULL,
    PRIMARY KEY (seller_id, shop_id, id),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);

DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY ['label', 'label_file', 'label_task']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY one_seller ON %I USING (seller_id = (SELECT current_seller()))
            WITH CHECK (seller_id = (SELECT current_seller()))', walled);
    END LOOP;
END
$$;
CREATE POLICY lookup_forgets ON label TO marketsync_lookup USING (true) WITH CHECK (true);
CREATE POLICY lookup ON posting FOR SELECT TO marketsync_lookup USING (true);

GRANT SELECT ON label, label_file TO marketsync_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON label, label_task TO marketsync_worker;
GRANT INSERT ON label_file TO marketsync_worker;
GRANT SELECT (seller_id, shop_id, number, scheme, status_rank, changed_at) ON posting TO marketsync_lookup;
CREATE POLICY lookup ON sync_watermark FOR SELECT TO marketsync_lookup USING (true);
GRANT SELECT (seller_id, shop_id, feed, reached) ON sync_watermark TO marketsync_lookup;
-- FOR UPDATE needs one that it may change
GRANT SELECT (seller_id, shop_id, number, state, next_try_at, expires_at), UPDATE (expires_at), DELETE ON label TO marketsync_lookup;

-- As in V20; of labels.fetch only shops that have something to fetch, which are as stale as the oldest of it. Others take no start.
CREATE OR REPLACE FUNCTION synced_shops(of_kind text, every int, at timestamptz)
    RETURNS TABLE (seller_id uuid, shop_id uuid, marketplace text, fresh_at timestamptz, due boolean)
    LANGUAGE sql STABLE AS
$$
    SELECT s.seller_id, s.id, s.marketplace, greatest(coalesce(f.succeeded_at, s.created_at), p.due_at, w.since),
        coalesce(greatest(f.succeeded_at, f.asked_at) < to_timestamp(
            t.seconds - (t.seconds - uuid_hash_extended(s.id, hashtext(of_kind)) % every + every) % every), true)
    FROM public.shop s CROSS JOIN (SELECT floor(extract(epoch FROM at))::bigint AS seconds) t
    LEFT JOIN public.freshness f ON f.seller_id = s.seller_id AND f.shop_id = s.id AND f.kind = of_kind
    LEFT JOIN LATERAL (
        SELECT min(d.due_at) AS due_at FROM public.price d
        WHERE of_kind = 'price.push' AND d.seller_id = s.seller_id AND d.shop_id = s.id AND d.pending AND d.due_at <= at) p ON true
    LEFT JOIN public.sync_watermark k
        ON of_kind = 'labels.fetch' AND k.seller_id = s.seller_id AND k.shop_id = s.id AND k.feed = of_kind
    LEFT JOIN LATERAL (
        SELECT min(o.since) AS since FROM (
            -- a minute after the change, as its marketplace may need
            (SELECT p.changed_at + interval '1 minute' AS since FROM public.posting p
             WHERE of_kind = 'labels.fetch' AND p.seller_id = s.seller_id AND p.shop_id = s.id AND p.scheme = 'fbs'
               AND p.status_rank = 25 AND p.changed_at <= at - interval '1 minute'
               -- those before have a row; a transaction that began before it was looked for may have committed since
               AND p.changed_at > coalesce(k.reached, '-infinity') - interval '10 minutes'
               AND NOT EXISTS (
                   SELECT FROM public.label l
                   WHERE l.seller_id = p.seller_id AND l.shop_id = p.shop_id AND l.number = p.number OFFSET 0)
             ORDER BY p.changed_at LIMIT 1)
            UNION ALL
            (SELECT l.next_try_at FROM public.label l
             WHERE of_kind = 'labels.fetch' AND l.seller_id = s.seller_id AND l.shop_id = s.id AND l.state <> 'stored'
               AND l.next_try_at <= at
             ORDER BY l.next_try_at LIMIT 1)) o) w ON true
    WHERE s.attention IS NULL AND NOT EXISTS (SELECT FROM public.pause p WHERE p.scope = 'shop' AND p.name = s.id::text)
      AND (of_kind <> 'price.push' OR p.due_at IS NOT NULL)
      AND (of_kind <> 'labels.fetch' OR w.since IS NOT NULL)
$$;

-- At most so many labels of all sellers whose time is over; their files go with them. Returns how many.
CREATE FUNCTION forget_labels(most int) RETURNS int
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$$
    WITH old AS (
        SELECT l.seller_id, l.shop_id, l.number FROM public.label l WHERE l.expires_at < now()
        ORDER BY l.expires_at LIMIT most FOR UPDATE SKIP LOCKED),
    forgotten AS (
        DELETE FROM public.label l USING old o
        WHERE l.seller_id = o.seller_id AND l.shop_id = o.shop_id AND l.number = o.number RETURNING 1)
    SELECT count(*)::int FROM forgotten
$$;
ALTER FUNCTION forget_labels(int) OWNER TO marketsync_lookup;
REVOKE ALL ON FUNCTION forget_labels(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_labels(int) TO marketsync_worker;
