-- Why: the offers of a shop with all the names that a marketplace has for them, its warehouses, and how far its catalogue was read;
-- and of lines of postings those whose offer nobody knows.
-- Locks: offer for a moment, nobody has written to it yet; posting_line is not written to while its index is built. Safe while the
-- version before runs: it reads codes and ids of offers alone. Way back: drop the indexes, the new tables and the new columns of offer.

ALTER TABLE offer
    -- the marketplace's word; NULL: it has not said one
    ADD COLUMN status      text CHECK (length(status) <= 100),
    ADD COLUMN archived    boolean     NOT NULL DEFAULT false,
    ADD COLUMN on_sale     boolean     NOT NULL DEFAULT false,
    ADD COLUMN barcodes    text[]      NOT NULL DEFAULT '{}' CHECK (cardinality(barcodes) <= 100),
    ADD COLUMN generation  int         NOT NULL DEFAULT 0,
    ADD COLUMN vanished_at timestamptz,
    ADD COLUMN renamed_to  text CHECK (length(renamed_to) BETWEEN 1 AND 100),
    ADD COLUMN created_at  timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN updated_at  timestamptz NOT NULL DEFAULT now(),
    ADD CONSTRAINT offer_code_check CHECK (length(code) BETWEEN 1 AND 100),
    ADD CONSTRAINT offer_name_check CHECK (length(name) <= 1000);
COMMENT ON COLUMN offer.product_id IS 'the marketplace''s id of this offer and no other of its shop; NULL when it has given it to another code';
COMMENT ON COLUMN offer.sku IS 'the marketplace''s id of it in postings and stocks; NULL while it has none';
COMMENT ON COLUMN offer.on_sale IS 'the marketplace takes stock of it, and sells it';
COMMENT ON COLUMN offer.generation IS 'the reading of the catalogue that wrote this row last; one that finds it unchanged writes nothing';
COMMENT ON COLUMN offer.vanished_at IS 'since when the catalogue, read whole, does not have it; NULL while it has';
COMMENT ON COLUMN offer.renamed_to IS 'the code under which the marketplace has what this code named before';

-- One product has one code: who is asked for a product finds one offer. Partial, so that changing it is no change of a key for those
-- who reference the row.
CREATE UNIQUE INDEX offer_product_idx ON offer (seller_id, shop_id, product_id) WHERE product_id IS NOT NULL;
-- Lists by code, of one shop or of all.
CREATE INDEX offer_status_idx ON offer (seller_id, status, shop_id, code);
CREATE INDEX offer_archived_idx ON offer (seller_id, shop_id, code) WHERE archived;
CREATE INDEX offer_vanished_idx ON offer (seller_id, shop_id, code) WHERE vanished_at IS NOT NULL;

-- Which reading of a shop's catalogue is under way, or was the last one, and what the last whole one found.
CREATE TABLE catalogue_run
(
    seller_id    uuid        NOT NULL,
    shop_id      uuid        NOT NULL,
    generation   int         NOT NULL,
    started_at   timestamptz NOT NULL,
    completed    int,
    completed_at timestamptz,
    offers       bigint,
    vanished     bigint,
    PRIMARY KEY (seller_id, shop_id),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id),
    CHECK (completed <= generation)
);
COMMENT ON COLUMN catalogue_run.generation IS 'counts the readings that were begun, by whichever attempt of whichever job';
COMMENT ON COLUMN catalogue_run.completed IS 'the last generation that was read to its end and decided what has vanished; offers and vanished are its counts';

CREATE TABLE warehouse
(
    seller_id  uuid        NOT NULL,
    shop_id    uuid        NOT NULL,
    -- the marketplace's id
    code       text        NOT NULL CHECK (length(code) BETWEEN 1 AND 100),
    name       text CHECK (length(name) <= 500),
    -- the marketplace's word; NULL: it has not said one
    status     text CHECK (length(status) <= 100),
    active     boolean     NOT NULL,
    seen_at    timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, shop_id, code),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
COMMENT ON COLUMN warehouse.active IS 'the marketplace takes stock for it; false also for one that it no longer lists';
COMMENT ON COLUMN warehouse.seen_at IS 'when it was listed last';

-- Lines whose offer the catalogue does not know; it links those that it comes to know. A longer code is no offer's, and could be more
-- than an index holds.
CREATE INDEX posting_line_unmatched_idx ON posting_line (seller_id, shop_id, offer_code)
    WHERE offer_id IS NULL AND length(offer_code) <= 200;

DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY ['catalogue_run', 'warehouse']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY one_seller ON %I USING (seller_id = (SELECT current_seller()))
            WITH CHECK (seller_id = (SELECT current_seller()))', walled);
    END LOOP;
END
$$;
GRANT SELECT ON catalogue_run, warehouse TO marketsync_api;
GRANT SELECT, INSERT, UPDATE ON catalogue_run, warehouse TO marketsync_worker;
