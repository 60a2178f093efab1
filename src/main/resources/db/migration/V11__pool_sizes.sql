-- Why: operators widen and narrow pools while everything runs; each process says how wide its pools are.
-- Locks: pool_server for a moment, for a column without a value. Safe while the version before runs: it writes no slots, and
-- reads no sizes. Way back: drop the functions, the table and the column.

-- Slots of a queue's pool in each process that serves it, in place of the configured ones.
CREATE TABLE pool_size
(
    queue text PRIMARY KEY CHECK (queue IN ('high', 'normal', 'low')),
    slots int NOT NULL CHECK (slots BETWEEN 0 AND 200)
);

-- as its process has them: a size may be more than its connections allow; NULL: a process of the version before
ALTER TABLE pool_server ADD COLUMN slots int;

-- False when there is no such queue.
CREATE FUNCTION ops_set_pool_size(asked_by uuid, of_queue text, new_slots int) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    IF of_queue NOT IN ('high', 'normal', 'low') THEN
        RETURN false;
    END IF;
    INSERT INTO public.pool_size (queue, slots) VALUES (of_queue, new_slots)
    ON CONFLICT (queue) DO UPDATE SET slots = excluded.slots;
    PERFORM pg_notify('marketsync_jobs', '@pools');
    RETURN true;
END
$$;

-- Back to the configuration of each process. False when the queue had no size of its own.
CREATE FUNCTION ops_remove_pool_size(asked_by uuid, of_queue text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    DELETE FROM public.pool_size p WHERE p.queue = of_queue;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM pg_notify('marketsync_jobs', '@pools');
    RETURN true;
END
$$;

GRANT SELECT ON pool_size TO marketsync_api, marketsync_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON pool_size TO marketsync_lookup;
ALTER FUNCTION ops_set_pool_size(uuid, text, int) OWNER TO marketsync_lookup;
ALTER FUNCTION ops_remove_pool_size(uuid, text) OWNER TO marketsync_lookup;
REVOKE ALL ON FUNCTION ops_set_pool_size(uuid, text, int), ops_remove_pool_size(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops_set_pool_size(uuid, text, int), ops_remove_pool_size(uuid, text) TO marketsync_api;
