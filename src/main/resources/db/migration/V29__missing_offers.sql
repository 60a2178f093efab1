-- Why: which offers a reading of the catalogue did not find when it found so many missing that it decided nothing, so that their seller can
-- read which they are.
-- Locks: offer against writes for as long as its index is built, and the index is of no row yet. Safe while the version before runs: it
-- leaves the column alone, and an offer that it sees again counts as missing until the next whole reading.
-- Way back: drop the column.

ALTER TABLE offer ADD COLUMN missing_at timestamptz;
COMMENT ON COLUMN offer.missing_at IS
    'since when readings do not find it that found too many missing to believe it; NULL when the last one found it, or it has vanished';
CREATE INDEX offer_missing_idx ON offer (seller_id, shop_id, code) WHERE missing_at IS NOT NULL;
COMMENT ON COLUMN shop_day.pushed IS 'values of stock, and prices, that the marketplace took, of pushes that ended on the day';
