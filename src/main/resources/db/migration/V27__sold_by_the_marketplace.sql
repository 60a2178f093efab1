-- Why: a marketplace subtracts what it sells by itself. What it is known to have follows its orders, so that only what its orders do not
-- explain is told to it again: each value that is told anew may overwrite an order that nobody has read yet.
-- And a job that goes on at once is due at once: claims pass over what is due later.
-- Locks: stock_level, for a moment. Safe while the version before runs: it leaves the new columns as they are, and tells sold units a second time.
-- Way back: drop the columns, make the index as V16 has it, and hurry_job, too.

ALTER TABLE stock_level ADD COLUMN sold int NOT NULL DEFAULT 0 CHECK (sold >= 0);
COMMENT ON COLUMN stock_level.sold IS 'units of orders since confirmed_at; they are subtracted from confirmed already';
ALTER TABLE stock_level ADD COLUMN orders_known_at timestamptz;
COMMENT ON COLUMN stock_level.orders_known_at IS 'orders that were stored until then are in what was sent';
COMMENT ON COLUMN stock_level.confirmed IS
    'what the marketplace took, less what its orders took since; null while nobody knows: nothing was sent yet, or what was sent has no answer';
DROP INDEX stock_level_reserved_idx;
CREATE INDEX stock_level_ordered_idx ON stock_level (seller_id, shop_id) WHERE reserved > 0 OR sold > 0;

CREATE OR REPLACE FUNCTION hurry_job(job uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$
    WITH snoozed AS (
        SELECT s.id FROM public.jobrunr_jobs s JOIN public.job_run r ON r.job_id = s.id
        WHERE s.id = job AND s.seller_id = public.current_seller() AND s.state = 'SCHEDULED' AND r.reason IS NULL FOR UPDATE OF s),
    moved AS (
        UPDATE public.jobrunr_jobs j SET state = 'ENQUEUED', version = j.version + 1, updatedat = now() AT TIME ZONE 'utc',
            scheduledat = now() AT TIME ZONE 'utc', jobasjson = job_json_moved(j.jobasjson, j.version + 1, job_enqueued_json(now()))
        FROM snoozed s WHERE j.id = s.id
        RETURNING j.queue)
    SELECT pg_notify('marketsync_jobs', m.queue) FROM moved m
$$;
