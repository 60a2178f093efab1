-- Why: what a seller wants in stock, what the marketplace was told, and what it is known to have, per offer and warehouse; and of
-- postings the warehouse they ship from and when their goods left it, because goods that are sold and still counted are not free.
-- Locks: posting for as long as its rows of own warehouses are rewritten. Safe while the version before runs: it leaves the two columns
-- of new postings empty until it reads them again, and knows nothing of stock.
-- And jobs that are snoozed go on at once when there is something new for them (hurry_job).
-- Way back: drop the table stock_level and stock_setting, the index, and the two columns of posting.

ALTER TABLE posting ADD COLUMN warehouse_code text CHECK (length(warehouse_code) <= 100);
ALTER TABLE posting ADD COLUMN left_at timestamptz;
COMMENT ON COLUMN posting.left_at IS 'when its goods left the warehouse, as far as the marketplace says; null while they are there, or never left';
-- The only marketplace of the postings that are there is Ozon. The wall stands for the owner, too, and here he looks over it.
ALTER TABLE posting NO FORCE ROW LEVEL SECURITY;
UPDATE posting SET warehouse_code = left(raw #>> '{delivery_method,warehouse_id}', 100),
    left_at = CASE WHEN status_rank IN (40, 80) THEN changed_at END -- on its way, and delivered
WHERE scheme = 'fbs';
ALTER TABLE posting FORCE ROW LEVEL SECURITY;
-- What StockStore asks: goods that are sold and may still be counted.
CREATE INDEX posting_unshipped_idx ON posting (seller_id, shop_id, number)
    WHERE scheme = 'fbs' AND left_at IS NULL AND NOT terminal;
CREATE INDEX posting_left_idx ON posting (seller_id, shop_id, left_at) WHERE scheme = 'fbs' AND left_at IS NOT NULL;

CREATE TABLE stock_level
(
    seller_id      uuid        NOT NULL,
    shop_id        uuid        NOT NULL,
    offer_code     text        NOT NULL CHECK (length(offer_code) BETWEEN 1 AND 100),
    warehouse_code text        NOT NULL CHECK (length(warehouse_code) BETWEEN 1 AND 100),
    -- what the seller says
    basis          text        NOT NULL CHECK (basis IN ('available', 'on_hand')),
    quantity       int         NOT NULL CHECK (quantity BETWEEN 0 AND 999999),
    safety         int         NOT NULL DEFAULT 0 CHECK (safety BETWEEN 0 AND 999999),
    counted_at     timestamptz NOT NULL,
    version        bigint      NOT NULL CHECK (version >= 0),
    set_at         timestamptz NOT NULL DEFAULT now(),
    -- what follows
    reserved       int         NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    available      int         NOT NULL GENERATED ALWAYS AS (greatest(0, quantity - reserved - safety)) STORED,
    changed_at     timestamptz NOT NULL DEFAULT now(),
    -- what the marketplace was told, and what it is known to have
    sent           int,
    sent_at        timestamptz,
    confirmed      int,
    confirmed_at   timestamptz,
    pending        boolean     NOT NULL GENERATED ALWAYS AS (greatest(0, quantity - reserved - safety) IS DISTINCT FROM confirmed) STORED,
    paced_until    timestamptz NOT NULL DEFAULT '-infinity',
    next_try_at    timestamptz NOT NULL DEFAULT '-infinity',
    failures       int         NOT NULL DEFAULT 0,
    error_class    text CHECK (error_class IN ('transient', 'permanent')),
    error_code     text CHECK (length(error_code) <= 100),
    error          text CHECK (length(error) <= 500),
    PRIMARY KEY (seller_id, shop_id, offer_code, warehouse_code),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
COMMENT ON COLUMN stock_level.basis IS
    'on_hand: all that lies there, sold goods too until they leave; available: what is free, of orders until counted_at';
COMMENT ON COLUMN stock_level.version IS 'the seller''s; the highest wins, and of equal ones the last';
COMMENT ON COLUMN stock_level.reserved IS 'units of postings that the quantity does not know of, or that have not left yet';
COMMENT ON COLUMN stock_level.confirmed IS 'null while nobody knows: nothing was sent yet, or what was sent has no answer';
COMMENT ON COLUMN stock_level.paced_until IS 'the marketplace takes no other value of the pair before; also while a call may be under way';
COMMENT ON COLUMN stock_level.next_try_at IS 'after a refusal; another value of the seller ends the wait';
CREATE INDEX stock_level_pending_idx ON stock_level (seller_id, shop_id) WHERE pending;
CREATE INDEX stock_level_reserved_idx ON stock_level (seller_id, shop_id) WHERE reserved > 0;
CREATE INDEX stock_level_refused_idx ON stock_level (seller_id, shop_id, offer_code, warehouse_code) WHERE error_class IS NOT NULL;

CREATE TABLE stock_setting
(
    seller_id               uuid NOT NULL,
    shop_id                 uuid NOT NULL,
    zeroing_confirmed_until timestamptz NOT NULL,
    PRIMARY KEY (seller_id, shop_id),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
COMMENT ON COLUMN stock_setting.zeroing_confirmed_until IS 'until then a push may set more of the shop to zero than the guard allows';

ALTER TABLE stock_level ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_seller ON stock_level USING (seller_id = (SELECT current_seller())) WITH CHECK (seller_id = (SELECT current_seller()));
ALTER TABLE stock_setting ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_seller ON stock_setting USING (seller_id = (SELECT current_seller())) WITH CHECK (seller_id = (SELECT current_seller()));
GRANT SELECT, INSERT, UPDATE ON stock_level, stock_setting TO marketsync_api;
GRANT SELECT, UPDATE ON stock_level TO marketsync_worker;
GRANT SELECT ON stock_setting TO marketsync_worker;

-- Of the seller that the transaction names. One that waits because an attempt failed goes on waiting.
CREATE FUNCTION hurry_job(job uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$
    WITH snoozed AS (
        SELECT s.id FROM public.jobrunr_jobs s JOIN public.job_run r ON r.job_id = s.id
        WHERE s.id = job AND s.seller_id = public.current_seller() AND s.state = 'SCHEDULED' AND r.reason IS NULL FOR UPDATE OF s),
    moved AS (
        UPDATE public.jobrunr_jobs j SET state = 'ENQUEUED', version = j.version + 1, updatedat = now() AT TIME ZONE 'utc',
            jobasjson = job_json_moved(j.jobasjson, j.version + 1, job_enqueued_json(now()))
        FROM snoozed s WHERE j.id = s.id
        RETURNING j.queue)
    SELECT pg_notify('marketsync_jobs', m.queue) FROM moved m
$$;
ALTER FUNCTION hurry_job(uuid) OWNER TO marketsync_lookup;
REVOKE ALL ON FUNCTION hurry_job(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hurry_job(uuid) TO marketsync_api;
