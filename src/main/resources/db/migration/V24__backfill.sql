-- Why: orders of the past, read day by day: which days were read, and how many postings each had there and here.
-- Locks: none, the table is new. Safe while the version before runs: it knows nothing of it. Way back: drop the table.

CREATE TABLE backfill_day
(
    seller_id uuid        NOT NULL,
    shop_id   uuid        NOT NULL,
    day       date        NOT NULL,
    theirs    int         NOT NULL,
    ours      int         NOT NULL,
    job_id    uuid        NOT NULL,
    read_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, shop_id, day),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
COMMENT ON COLUMN backfill_day.day IS 'UTC, by when the marketplace took the postings in';
COMMENT ON COLUMN backfill_day.theirs IS 'postings of the day that the marketplace lists';
COMMENT ON COLUMN backfill_day.ours IS 'postings of the day that are stored, after it was read; more than theirs where it no longer lists some';
COMMENT ON COLUMN backfill_day.job_id IS 'that read it; kept longer than the job';

ALTER TABLE backfill_day ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_seller ON backfill_day USING (seller_id = (SELECT current_seller())) WITH CHECK (seller_id = (SELECT current_seller()));
GRANT SELECT ON backfill_day TO marketsync_api;
GRANT SELECT, INSERT, UPDATE ON backfill_day TO marketsync_worker;
