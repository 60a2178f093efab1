-- Why: what a shop sold on each day, ready to be read; of the days whose postings changed it is worked out anew.
-- Locks: posting is not written to while its index is built. Safe while the version before runs: it knows nothing of it.
-- Way back: drop the index and the two tables, and the watermark stats.rollup.

CREATE INDEX posting_changed_idx ON posting (seller_id, shop_id, changed_at);

CREATE TABLE shop_day
(
    seller_id   uuid        NOT NULL,
    shop_id     uuid        NOT NULL,
    day         date        NOT NULL,
    postings    int         NOT NULL DEFAULT 0,
    cancelled   int         NOT NULL DEFAULT 0,
    units       bigint      NOT NULL DEFAULT 0,
    pushed      bigint      NOT NULL DEFAULT 0,
    push_errors bigint      NOT NULL DEFAULT 0,
    rolled_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, shop_id, day),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
COMMENT ON COLUMN shop_day.day IS 'UTC, by when the marketplace took the posting in';
COMMENT ON COLUMN shop_day.units IS 'of postings that are not cancelled';
COMMENT ON COLUMN shop_day.postings IS 'without those that were split: their parts count';
COMMENT ON COLUMN shop_day.pushed IS 'values of stock that the marketplace took, of pushes that ended on the day';
COMMENT ON COLUMN shop_day.push_errors IS 'and those that it refused';

CREATE TABLE shop_day_revenue
(
    seller_id uuid           NOT NULL,
    shop_id   uuid           NOT NULL,
    day       date           NOT NULL,
    currency  text           NOT NULL,
    amount    numeric(24, 4) NOT NULL,
    PRIMARY KEY (seller_id, shop_id, day, currency),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
COMMENT ON COLUMN shop_day_revenue.amount IS 'of postings that are not cancelled, as the marketplace prices their lines';

DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY ['shop_day', 'shop_day_revenue']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY one_seller ON %I USING (seller_id = (SELECT current_seller()))
            WITH CHECK (seller_id = (SELECT current_seller()))', walled);
    END LOOP;
END
$$;
GRANT SELECT ON shop_day, shop_day_revenue TO marketsync_api;
GRANT SELECT, INSERT, UPDATE ON shop_day TO marketsync_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON shop_day_revenue TO marketsync_worker;
