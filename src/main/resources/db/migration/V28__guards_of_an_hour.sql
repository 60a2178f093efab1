-- Why: a mistake that comes in parts, each small enough for the guards of pushes, is as large as one that comes at once. What was set to zero, and
-- what prices were before they changed, is remembered for an hour.
-- Locks: stock_level and price, for a moment. Safe while the version before runs: it leaves the columns as they are, and guards as before.
-- Way back: drop the columns.

ALTER TABLE stock_level ADD COLUMN zeroed_at timestamptz;
COMMENT ON COLUMN stock_level.zeroed_at IS 'when the marketplace was last told to sell no more of what it sold';
ALTER TABLE price ADD COLUMN changed_from numeric(12, 2);
ALTER TABLE price ADD COLUMN changed_from_at timestamptz;
COMMENT ON COLUMN price.changed_from IS 'what the marketplace had before the first change of an hour that began at changed_from_at';
