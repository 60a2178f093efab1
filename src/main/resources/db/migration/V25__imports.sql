-- Why: sellers say stock and prices by files, too. A file is kept in chunks until a job has applied its rows; rows that were not taken are
-- listed. Words of a file count as said when it was sent: stock_level and price remember whether a version is their seller's own.
-- Locks: stock_level and price for a moment. Safe while the version before runs: it says of no row that its version is the seller's own, and
-- knows nothing of files.
-- Way back: drop the two functions, the three tables, the two columns, and INSERT on stock_level and price of the workers.

CREATE TABLE import_file
(
    seller_id uuid        NOT NULL,
    id        uuid        NOT NULL,
    shop_id   uuid        NOT NULL,
    what      text        NOT NULL CHECK (what IN ('stock', 'prices')),
    format    text        NOT NULL CHECK (format IN ('csv', 'ndjson')),
    said_at   timestamptz NOT NULL DEFAULT now(),
    job_id    uuid,
    lines     bigint      NOT NULL DEFAULT 0 CHECK (lines >= 0),
    row_done  bigint      NOT NULL DEFAULT 0 CHECK (row_done >= 0),
    listed    int         NOT NULL DEFAULT 0 CHECK (listed BETWEEN 0 AND 10000),
    ended_at  timestamptz,
    fault     text CHECK (length(fault) <= 500),
    PRIMARY KEY (seller_id, id),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
COMMENT ON COLUMN import_file.said_at IS 'when it began to arrive: its rows count as said then';
COMMENT ON COLUMN import_file.job_id IS 'that applies it; null while it arrives, or when it stopped arriving: nobody applies it then';
COMMENT ON COLUMN import_file.row_done IS 'the last row that was applied or refused; an attempt goes on behind it';
COMMENT ON COLUMN import_file.listed IS 'rows in import_reject';
COMMENT ON COLUMN import_file.ended_at IS 'when its last row was done, and its chunks were removed';
COMMENT ON COLUMN import_file.fault IS 'why the file as a whole cannot be read';
CREATE INDEX import_file_said_idx ON import_file (said_at);

-- Read once, in order, and removed: compressing it would cost more than it saves.
CREATE TABLE import_chunk
(
    seller_id uuid  NOT NULL,
    file_id   uuid  NOT NULL,
    no        int   NOT NULL CHECK (no BETWEEN 1 AND 100),
    bytes     bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 524288),
    PRIMARY KEY (seller_id, file_id, no),
    FOREIGN KEY (seller_id, file_id) REFERENCES import_file (seller_id, id) ON DELETE CASCADE
);
ALTER TABLE import_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE import_reject
(
    seller_id  uuid        NOT NULL REFERENCES seller (id),
    job_id     uuid        NOT NULL,
    row_no     bigint      NOT NULL,
    offer_code text CHECK (length(offer_code) <= 100),
    member     text        NOT NULL CHECK (length(member) <= 100),
    code       text        NOT NULL CHECK (length(code) <= 100),
    arguments  jsonb       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seller_id, job_id, row_no)
);
COMMENT ON COLUMN import_reject.row_no IS 'from 1; the header is row 1 of a file that has one';
COMMENT ON COLUMN import_reject.arguments IS 'of the text that the code stands for';
CREATE INDEX import_reject_created_idx ON import_reject (created_at);

ALTER TABLE stock_level ADD COLUMN versioned boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN stock_level.versioned IS 'the seller said the version; else it is one more than the last';
ALTER TABLE price ADD COLUMN versioned boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN price.versioned IS 'the seller said the version; else it is one more than the last';

DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY ['import_file', 'import_chunk', 'import_reject']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY one_seller ON %I USING (seller_id = (SELECT current_seller()))
            WITH CHECK (seller_id = (SELECT current_seller()))', walled);
    END LOOP;
END
$$;
CREATE POLICY lookup_forgets ON import_file TO marketsync_lookup USING (true) WITH CHECK (true);
CREATE POLICY lookup_forgets ON import_reject TO marketsync_lookup USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, DELETE, UPDATE (job_id, lines) ON import_file TO marketsync_api;
GRANT INSERT ON import_chunk TO marketsync_api;
GRANT SELECT ON import_reject TO marketsync_api;
GRANT SELECT, UPDATE (row_done, listed, ended_at, fault) ON import_file TO marketsync_worker;
GRANT SELECT, DELETE ON import_chunk TO marketsync_worker;
GRANT INSERT ON import_reject TO marketsync_worker;
GRANT INSERT ON stock_level, price TO marketsync_worker;
-- FOR UPDATE needs one that it may change
GRANT SELECT (seller_id, id, job_id, said_at), UPDATE (said_at), DELETE ON import_file TO marketsync_lookup;
GRANT SELECT (seller_id, job_id, row_no, created_at), UPDATE (created_at), DELETE ON import_reject TO marketsync_lookup;

-- At most so many files of all sellers, with their chunks: those that stopped arriving an hour ago, and those that are older, applied or
-- not: what nobody applied in all that time is no word on today's stock. Returns how many.
CREATE FUNCTION forget_imports(age interval, most int) RETURNS int
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$$
    WITH old AS (
        SELECT f.seller_id, f.id FROM public.import_file f
        WHERE f.said_at < now() - interval '1 hour' AND (f.job_id IS NULL OR f.said_at < now() - age)
        ORDER BY f.said_at LIMIT most FOR UPDATE SKIP LOCKED),
    forgotten AS (
        DELETE FROM public.import_file f USING old o WHERE f.seller_id = o.seller_id AND f.id = o.id RETURNING 1)
    SELECT count(*)::int FROM forgotten
$$;

CREATE FUNCTION forget_import_rejects(age interval, most int) RETURNS int
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$$
    WITH old AS (
        SELECT r.seller_id, r.job_id, r.row_no FROM public.import_reject r WHERE r.created_at < now() - age
        ORDER BY r.created_at LIMIT most FOR UPDATE SKIP LOCKED),
    forgotten AS (
        DELETE FROM public.import_reject r USING old o
        WHERE r.seller_id = o.seller_id AND r.job_id = o.job_id AND r.row_no = o.row_no RETURNING 1)
    SELECT count(*)::int FROM forgotten
$$;

DO $$
DECLARE
    made text;
BEGIN
    FOREACH made IN ARRAY ARRAY ['forget_imports(interval, int)', 'forget_import_rejects(interval, int)'] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO marketsync_lookup', made);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO marketsync_worker', made);
    END LOOP;
END
$$;
