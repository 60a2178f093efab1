-- Why: a mistake that comes in parts, each small enough for the guards of pushes, is as large as one that comes at once. What was set to zero, and
-- what prices were before they fell, is remembered.
-- Locks: stock_level and price, for a moment. Safe while the version before runs: it leaves the columns as they are, and guards as before.
-- Way back: drop the columns.

ALTER TABLE stock_level ADD COLUMN zeroed_at timestamptz;
COMMENT ON COLUMN stock_level.zeroed_at IS 'when the marketplace was last told to sell no more of what it sold';
ALTER TABLE price ADD COLUMN fell_from numeric(12, 2);
ALTER TABLE price ADD COLUMN fell_at timestamptz;
COMMENT ON COLUMN price.fell_from IS 'the highest that the marketplace had before it was told lower prices, each within an hour of the one before; worth nothing an hour after fell_at';
COMMENT ON COLUMN price.fell_at IS 'when the marketplace was last told a lower price';
