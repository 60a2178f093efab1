-- Why: what left since a pair was counted is subtracted from it for ever after. Of a pair counted long ago that was read in whole with each
-- pull and push; what left longer than a week ago is summed up in its row.
-- Locks: stock_level, for a moment. Safe while the version before runs: it reads all, and leaves the new columns as they are; a sum stands only as
-- long as gone_since is counted_at. What it stores of a late departure is in a sum a day later.
-- Way back: drop the columns, and make the index as V27 has it.

ALTER TABLE stock_level ADD COLUMN gone int NOT NULL DEFAULT 0 CHECK (gone >= 0);
ALTER TABLE stock_level ADD COLUMN gone_since timestamptz;
ALTER TABLE stock_level ADD COLUMN gone_until timestamptz;
ALTER TABLE stock_level ADD COLUMN late int NOT NULL DEFAULT 0;
COMMENT ON COLUMN stock_level.gone IS 'units, a part of those reserved, of postings that left after gone_since and until gone_until';
COMMENT ON COLUMN stock_level.gone_since IS 'what gone is worth: nothing, unless it equals counted_at';
COMMENT ON COLUMN stock_level.late IS 'how often a posting was found that gone may lack; who works it out meanwhile sees that';
-- Orders look at all pairs of a shop: they read them anyway, to see which was counted longest ago.
DROP INDEX stock_level_ordered_idx;
