-- Why: where the marketplace's stock is not what we take it for, and why.
-- Locks: stock_setting for a moment. Safe while the version before runs: it knows nothing of it.
-- Way back: drop the table, the column and the default of stock_setting, and the grant.

CREATE TABLE stock_drift
(
    seller_id      uuid        NOT NULL,
    shop_id        uuid        NOT NULL,
    offer_code     text        NOT NULL CHECK (length(offer_code) BETWEEN 1 AND 200),
    warehouse_code text        NOT NULL CHECK (length(warehouse_code) BETWEEN 1 AND 100),
    class          text        NOT NULL
        CHECK (class IN ('in_flight', 'held_back', 'unknown_offer', 'unlisted', 'changed_outside')),
    available      int,
    ours           int,
    theirs         int,
    reserved       int,
    first_seen_at  timestamptz NOT NULL,
    seen_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, shop_id, offer_code, warehouse_code),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
COMMENT ON COLUMN stock_drift.available IS 'what the marketplace is to have; null for what we keep no stock of';
COMMENT ON COLUMN stock_drift.ours IS 'what it was known to have';
COMMENT ON COLUMN stock_drift.theirs IS 'free units that it says it has; null when it does not list the pair';
COMMENT ON COLUMN stock_drift.reserved IS 'units that it says it holds for orders';
COMMENT ON COLUMN stock_drift.first_seen_at IS 'when it was first asked with these numbers';
CREATE INDEX stock_drift_class_idx ON stock_drift (seller_id, shop_id, class, offer_code, warehouse_code);

ALTER TABLE stock_drift ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_seller ON stock_drift USING (seller_id = (SELECT current_seller())) WITH CHECK (seller_id = (SELECT current_seller()));
GRANT SELECT ON stock_drift TO marketsync_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON stock_drift TO marketsync_worker;

ALTER TABLE stock_setting ADD COLUMN heals boolean NOT NULL DEFAULT false;
ALTER TABLE stock_setting ALTER COLUMN zeroing_confirmed_until SET DEFAULT '-infinity';
COMMENT ON COLUMN stock_setting.heals IS 'what was changed outside is sent again';
GRANT EXECUTE ON FUNCTION hurry_job(uuid) TO marketsync_worker;
