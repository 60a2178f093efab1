-- Why: the truth about sellers, shops, jobs and postings, one seller walled off from the next by row-level security.
-- Locks: none on existing data, the tables are new. Way back: drop them in reverse order.

-- The seller whose rows the current transaction may touch, named by set_config('app.seller', …, true).
-- A missing seller is an error, never zero rows: a forgotten frame must fail its first test.
CREATE FUNCTION current_seller() RETURNS uuid
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS
$$
BEGIN
    IF coalesce(current_setting('app.seller', true), '') = '' THEN
        RAISE EXCEPTION 'the transaction names no seller' USING ERRCODE = 'insufficient_privilege',
            HINT = 'run set_config(''app.seller'', …, true) first, as Transactions does';
    END IF;
    RETURN current_setting('app.seller')::uuid;
END
$$;

CREATE TABLE seller
(
    id         uuid PRIMARY KEY,
    name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_token
(
    id           uuid PRIMARY KEY,
    seller_id    uuid REFERENCES seller (id),
    role         text        NOT NULL CHECK (role IN ('seller', 'ops')),
    sha256       bytea       NOT NULL UNIQUE CHECK (length(sha256) = 32),
    label        text        NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    CHECK ((role = 'seller') = (seller_id IS NOT NULL))
);
CREATE INDEX api_token_seller_idx ON api_token (seller_id, id);

CREATE TABLE shop
(
    id              uuid PRIMARY KEY,
    seller_id       uuid        NOT NULL REFERENCES seller (id),
    marketplace     text        NOT NULL CHECK (length(marketplace) BETWEEN 1 AND 40),
    name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    client_id       text        NOT NULL CHECK (length(client_id) BETWEEN 1 AND 100),
    -- data key wrapped for the workers' public key, and the marketplace key encrypted with it; bound to this row
    wrapped_key     bytea       NOT NULL,
    sealed_key      bytea       NOT NULL,
    key_hint        text        NOT NULL CHECK (length(key_hint) <= 4),
    key_version     int         NOT NULL DEFAULT 1,
    attention       text CHECK (attention IN ('key_rejected')),
    attention_since timestamptz,
    attention_note  text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (seller_id, id),
    UNIQUE (seller_id, marketplace, client_id)
);

CREATE TABLE offer
(
    id         uuid PRIMARY KEY,
    seller_id  uuid NOT NULL,
    shop_id    uuid NOT NULL,
    code       text NOT NULL,
    product_id bigint,
    sku        bigint,
    name       text,
    UNIQUE (seller_id, shop_id, code),
    UNIQUE (seller_id, id),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);

CREATE TABLE posting
(
    seller_id      uuid        NOT NULL,
    shop_id        uuid        NOT NULL,
    number         text        NOT NULL CHECK (length(number) BETWEEN 1 AND 100),
    scheme         text        NOT NULL CHECK (scheme IN ('fbs', 'fbo')),
    status         text        NOT NULL,
    substatus      text,
    status_rank    smallint    NOT NULL,
    terminal       boolean     NOT NULL,
    on_hold        boolean     NOT NULL,
    order_number   text,
    parent_number  text,
    in_process_at  timestamptz,
    shipment_date  timestamptz,
    tracking_number text,
    currency       text,
    total          numeric(18, 4),
    content_hash   bytea       NOT NULL,
    raw            jsonb       NOT NULL,
    first_seen_at  timestamptz NOT NULL DEFAULT now(),
    changed_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, shop_id, number),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
-- newest first, as a seller reads them; the number breaks ties
CREATE INDEX posting_newest_idx ON posting (seller_id, in_process_at DESC NULLS FIRST, shop_id, number);
CREATE INDEX posting_shop_status_idx ON posting (seller_id, shop_id, status, in_process_at DESC NULLS FIRST, number);
CREATE INDEX posting_held_idx ON posting (seller_id, shop_id, number) WHERE on_hold;

CREATE TABLE posting_line
(
    seller_id  uuid NOT NULL,
    shop_id    uuid NOT NULL,
    number     text NOT NULL,
    line_no    int  NOT NULL,
    offer_code text NOT NULL,
    offer_id   uuid,
    sku        bigint,
    name       text,
    quantity   int  NOT NULL,
    price      numeric(18, 4),
    currency   text,
    PRIMARY KEY (seller_id, shop_id, number, line_no),
    FOREIGN KEY (seller_id, shop_id, number) REFERENCES posting (seller_id, shop_id, number) ON DELETE CASCADE,
    FOREIGN KEY (seller_id, offer_id) REFERENCES offer (seller_id, id)
);
CREATE INDEX posting_line_offer_idx ON posting_line (seller_id, offer_id) WHERE offer_id IS NOT NULL;

CREATE TABLE sync_watermark
(
    seller_id  uuid        NOT NULL,
    shop_id    uuid        NOT NULL,
    feed       text        NOT NULL,
    reached    timestamptz NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, shop_id, feed),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);

-- One stored request to do one thing. Insert-only: nobody is granted UPDATE. Created when its id says (UUIDv7).
CREATE TABLE job
(
    id           uuid PRIMARY KEY,
    seller_id    uuid REFERENCES seller (id),
    shop_id      uuid,
    kind         text  NOT NULL,
    queue        text  NOT NULL,
    args         jsonb NOT NULL CHECK (length(args::text) <= 65536),
    requested_by text  NOT NULL CHECK (requested_by IN ('user', 'cron', 'system')),
    request_id   text,
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
CREATE INDEX job_seller_idx ON job (seller_id, id DESC);
CREATE INDEX job_seller_shop_idx ON job (seller_id, shop_id, id DESC);

-- What the latest attempt of a job does and did. The state of the job itself is in jobrunr_jobs alone.
CREATE TABLE job_run
(
    job_id         uuid PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
    seller_id      uuid,
    attempt        int         NOT NULL,
    server         text        NOT NULL,
    version        int         NOT NULL DEFAULT 1,
    started_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    phase          text,
    phase_index    int,
    phase_count    int,
    completed      bigint      NOT NULL DEFAULT 0,
    total          bigint,
    total_estimate bigint,
    unit           text,
    counts         jsonb       NOT NULL DEFAULT '{}',
    outcome        text CHECK (outcome IN ('ok', 'partial', 'failed', 'nothing')),
    reason         text CHECK (reason IN ('transient', 'rate_limited', 'auth', 'rejected', 'bug', 'soft_limit', 'hard_limit')),
    error          text CHECK (length(error) <= 2000)
);
CREATE INDEX job_run_seller_idx ON job_run (seller_id);

-- Kept for 24 h: the answer of a request that carried an Idempotency-Key.
CREATE TABLE idempotency_key
(
    seller_id   uuid        NOT NULL REFERENCES seller (id),
    key         text        NOT NULL CHECK (length(key) BETWEEN 16 AND 255),
    fingerprint bytea       NOT NULL CHECK (length(fingerprint) = 32),
    status      int,
    location    text,
    body        text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (seller_id, key)
);
CREATE INDEX idempotency_key_expiry_idx ON idempotency_key (expires_at);

-- Walls -----------------------------------------------------------------------------------------------------------------
DO $$
DECLARE walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY ['shop', 'offer', 'posting', 'posting_line', 'sync_watermark', 'idempotency_key', 'job',
        'job_run', 'api_token']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY one_seller ON %I USING (seller_id = (SELECT current_seller()))
            WITH CHECK (seller_id = (SELECT current_seller()))', walled);
    END LOOP;
END
$$;
ALTER TABLE seller ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_seller ON seller USING (id = (SELECT current_seller())) WITH CHECK (id = (SELECT current_seller()));

-- The queue is cross-seller by nature: workers see every job and record every run. Both hold references and counts, no business data.
DROP POLICY one_seller ON job;
CREATE POLICY one_seller ON job TO marketsync_owner, marketsync_api
    USING (seller_id = (SELECT current_seller())) WITH CHECK (seller_id = (SELECT current_seller()));
CREATE POLICY workers ON job TO marketsync_worker USING (true) WITH CHECK (true);
DROP POLICY one_seller ON job_run;
CREATE POLICY one_seller ON job_run TO marketsync_owner, marketsync_api
    USING (seller_id = (SELECT current_seller())) WITH CHECK (seller_id = (SELECT current_seller()));
CREATE POLICY workers ON job_run TO marketsync_worker USING (true) WITH CHECK (true);

-- Ops tokens belong to no seller; the owner of the schema (migrations, first set-up) may write them.
CREATE POLICY ops_tokens ON api_token TO marketsync_owner USING (seller_id IS NULL) WITH CHECK (seller_id IS NULL);
CREATE POLICY lookup ON api_token TO marketsync_lookup USING (true) WITH CHECK (true);

GRANT SELECT ON seller TO marketsync_api, marketsync_worker;
GRANT SELECT, INSERT, UPDATE ON shop TO marketsync_api;
GRANT SELECT ON shop TO marketsync_worker;
GRANT UPDATE (attention, attention_since, attention_note, wrapped_key, updated_at) ON shop TO marketsync_worker;
GRANT SELECT ON offer, posting, posting_line, sync_watermark, job_run TO marketsync_api;
GRANT SELECT, INSERT ON job TO marketsync_api, marketsync_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON offer, posting, posting_line, sync_watermark, job_run TO marketsync_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO marketsync_api;
GRANT SELECT, INSERT, UPDATE ON api_token TO marketsync_lookup;

-- Looks across sellers, and returns only what decides who is asking. Touches last_used_at at most every five minutes.
CREATE FUNCTION token_owner(hash bytea) RETURNS TABLE (token_id uuid, seller_id uuid, role text)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$
    UPDATE public.api_token t SET last_used_at = now()
    WHERE t.sha256 = hash AND (t.last_used_at IS NULL OR t.last_used_at < now() - interval '5 minutes')
      AND t.revoked_at IS NULL AND t.expires_at > now();
    SELECT t.id, t.seller_id, t.role FROM public.api_token t
    WHERE t.sha256 = hash AND t.revoked_at IS NULL AND t.expires_at > now();
$$;
ALTER FUNCTION token_owner(bytea) OWNER TO marketsync_lookup;
REVOKE ALL ON FUNCTION token_owner(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION token_owner(bytea) TO marketsync_api;

-- What a seller sees of a job. Runs with the caller's rights, so the walls hold.
CREATE VIEW operation WITH (security_invoker = true) AS
SELECT j.id, j.seller_id, j.shop_id, s.name AS shop_name, j.kind, j.queue, j.requested_by,
       CASE q.state
           WHEN 'PROCESSING' THEN 'running'
           WHEN 'SUCCEEDED' THEN 'finished'
           WHEN 'FAILED' THEN 'dead'
           WHEN 'QUARANTINED' THEN 'dead'
           -- JobRunr's janitor moves what is finished here a day before it removes it
           WHEN 'DELETED' THEN CASE WHEN r.finished_at IS NULL THEN 'cancelled' ELSE 'finished' END
           ELSE 'waiting' END                                                        AS status,
       q.version + coalesce(r.version, 0)                                            AS version,
       q.sort_key, q.scheduledat AT TIME ZONE 'utc'                                  AS scheduled_at,
       q.updatedat AT TIME ZONE 'utc'                                                AS state_since,
       r.attempt, r.server, r.started_at, r.updated_at, r.finished_at,
       r.phase, r.phase_index, r.phase_count, r.completed, r.total, r.total_estimate, r.unit,
       r.counts::text AS counts, r.outcome, r.reason, r.error
FROM job j
JOIN jobrunr_jobs q ON q.id = j.id
LEFT JOIN job_run r ON r.job_id = j.id
LEFT JOIN shop s ON s.seller_id = j.seller_id AND s.id = j.shop_id;
GRANT SELECT ON operation TO marketsync_api;
