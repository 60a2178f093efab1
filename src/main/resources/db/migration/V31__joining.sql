-- Why: who stores something for a waiting job shares a lock of its kind and shop until that is committed; the job's first look begins when all
-- of them have ended. It has to let the lock go before it waits for any row of theirs, whatever becomes of its statement: PostgreSQL does that at
-- the end of a subtransaction, which a function has.
-- Locks: none. Safe while the version before runs: it does not know of the lock.
-- Way back: drop the function.

CREATE FUNCTION await_sharers(name text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM set_config('lock_timeout', '500ms', true);
    PERFORM pg_advisory_xact_lock(7702, hashtext(name));
    RAISE SQLSTATE 'MS001';
EXCEPTION WHEN SQLSTATE 'MS001' THEN
    NULL; -- lock and time-out go with the subtransaction
END
$$;
COMMENT ON FUNCTION await_sharers(text) IS 'returns when the transactions have ended that share the advisory lock 7702 of the name; 55P03 after half a second';
REVOKE ALL ON FUNCTION await_sharers(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION await_sharers(text) TO marketsync_worker;
