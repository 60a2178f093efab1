-- Why: sellers cancel, retry and discard their own jobs, and operators steer the engine (dead letters, pauses, limits) through the
-- api, whose role may write none of these tables. The functions of sellers touch the jobs of current_seller() alone; those of
-- operators ask again whether the caller's token is a living ops token (V3). All that look across sellers belong to
-- marketsync_lookup: SELECT proname FROM pg_proc WHERE prosecdef
-- Locks: the policies lock job_run and shop for a moment, the view is replaced. Safe while the old version runs:
-- it calls none of them, and shows a job that was cancelled while it ran as it did.
-- Way back: drop the functions and policies, restore the view of V2.

CREATE POLICY lookup ON job_run TO marketsync_lookup USING (true) WITH CHECK (true);
CREATE POLICY lookup_knows ON shop FOR SELECT TO marketsync_lookup USING (true);
GRANT SELECT, UPDATE (state, version, jobasjson, updatedat, scheduledat, sort_key, server_id, held) ON jobrunr_jobs
    TO marketsync_lookup;
GRANT SELECT, UPDATE (version, updated_at, finished_at, outcome, failures, deaths) ON job_run TO marketsync_lookup;
GRANT SELECT (id) ON shop TO marketsync_lookup;
GRANT SELECT, INSERT, UPDATE, DELETE ON start_limit, concurrency_limit, pause TO marketsync_lookup;

-- What a seller sees of a job -------------------------------------------------------------------------------------------------
CREATE OR REPLACE VIEW operation WITH (security_invoker = true) AS
SELECT j.id, j.seller_id, j.shop_id, s.name AS shop_name, j.kind, j.queue, j.requested_by,
       CASE q.state
           WHEN 'PROCESSING' THEN 'running'
           WHEN 'SUCCEEDED' THEN 'finished'
           WHEN 'FAILED' THEN 'dead'
           WHEN 'QUARANTINED' THEN 'dead'
           -- cancelled or discarded before it had an outcome; with one it ended by itself
           WHEN 'DELETED' THEN CASE WHEN r.outcome IS NULL THEN 'cancelled' ELSE 'finished' END
           ELSE 'waiting' END                                                        AS status,
       q.version + coalesce(r.version, 0)                                            AS version,
       q.sort_key, q.scheduledat AT TIME ZONE 'utc'                                  AS scheduled_at,
       q.updatedat AT TIME ZONE 'utc'                                                AS state_since,
       r.attempt, r.server, r.started_at, r.updated_at, r.finished_at,
       r.phase, r.phase_index, r.phase_count, r.completed, r.total, r.total_estimate, r.unit,
       r.counts::text AS counts, r.outcome, r.reason, r.error,
       -- what the claim asks too; the narrowest pause first
       CASE WHEN q.state IN ('ENQUEUED', 'SCHEDULED') THEN (
           SELECT p.scope FROM pause p
           WHERE (p.scope, p.name) IN (('shop', q.shop_id::text), ('kind', q.kind), ('marketplace', split_part(q.lane, ':', 3)),
               ('queue', q.queue))
           ORDER BY array_position(ARRAY ['shop', 'kind', 'marketplace', 'queue'], p.scope) LIMIT 1) END AS paused_by
FROM job j
JOIN jobrunr_jobs q ON q.id = j.id
LEFT JOIN job_run r ON r.job_id = j.id
LEFT JOIN shop s ON s.seller_id = j.seller_id AND s.id = j.shop_id;

-- For the functions below, run as their owner ---------------------------------------------------------------------------------
CREATE FUNCTION wake_all_queues() RETURNS void LANGUAGE sql SET search_path = pg_catalog AS
$$ SELECT pg_notify('marketsync_jobs', q) FROM unnest(ARRAY ['high', 'normal', 'low']) q $$;

-- The keys under which a twin of the job with this key may live: its own, and that of a follow-up.
CREATE FUNCTION twin_keys(of_key text) RETURNS text[] LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS
$$ SELECT ARRAY [regexp_replace(of_key, '#rerun$', ''), regexp_replace(of_key, '#rerun$', '') || '#rerun'] $$;

CREATE FUNCTION living_twin(of_key text) RETURNS uuid LANGUAGE sql STABLE SET search_path = pg_catalog AS
$$
    SELECT t.id FROM public.jobrunr_jobs t
    WHERE t.unique_key = ANY (public.twin_keys(of_key)) AND t.state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING')
    ORDER BY t.state = 'PROCESSING' LIMIT 1
$$;

-- Puts dead jobs, locked by the caller, back into their queues as if asked for just now: at the end of the line, with all their
-- attempts. Of several with the same key the youngest; none whose twin waits or runs. Returns how many.
CREATE FUNCTION revive_dead(ids uuid[]) RETURNS int
    LANGUAGE plpgsql SET search_path = pg_catalog, public AS
$$
DECLARE
    revived int;
BEGIN
    FOR race IN 1 .. 5 LOOP
        BEGIN
            WITH dead AS (
                SELECT DISTINCT ON (coalesce((public.twin_keys(d.unique_key))[1], d.id::text)) d.id
                FROM public.jobrunr_jobs d
                WHERE d.id = ANY (ids) AND d.state IN ('FAILED', 'QUARANTINED') AND public.living_twin(d.unique_key) IS NULL
                ORDER BY coalesce((public.twin_keys(d.unique_key))[1], d.id::text), d.updatedat DESC, d.id DESC),
            moved AS (
                UPDATE public.jobrunr_jobs j SET state = 'ENQUEUED', version = j.version + 1,
                    jobasjson = job_json_moved(j.jobasjson, j.version + 1, job_enqueued_json(now())),
                    updatedat = now() AT TIME ZONE 'utc', scheduledat = now() AT TIME ZONE 'utc',
                    sort_key = now() AT TIME ZONE 'utc' - j.priority * interval '1 minute', server_id = NULL,
                    held = EXISTS (SELECT FROM public.pause p WHERE p.scope = 'shop' AND p.name = j.shop_id::text)
                FROM dead d WHERE j.id = d.id
                RETURNING j.id, j.queue),
            reset AS (
                UPDATE public.job_run r SET version = r.version + 1, updated_at = now(), finished_at = NULL, outcome = NULL,
                    failures = 0, deaths = 0
                FROM moved m WHERE r.job_id = m.id),
            woken AS (SELECT pg_notify('marketsync_jobs', w.queue) FROM (SELECT DISTINCT m.queue FROM moved m) w)
            SELECT (SELECT count(*) FROM moved) + 0 * (SELECT count(*) FROM woken) INTO revived;
            RETURN revived;
        EXCEPTION WHEN unique_violation OR deadlock_detected THEN
            -- a twin was enqueued meanwhile: the next round sees it
        END;
    END LOOP;
    RAISE EXCEPTION 'twins start faster than dead jobs can be retried' USING ERRCODE = 'serialization_failure';
END
$$;

-- Of one job, of any seller when none is named: whether it is back in its queue, or else the twin in the way; both NULL when it is
-- not dead, or not the seller's.
CREATE FUNCTION revive_one(job uuid, of_seller uuid, OUT retried boolean, OUT twin uuid)
    LANGUAGE plpgsql SET search_path = pg_catalog AS
$$
DECLARE
    key text;
BEGIN
    SELECT d.unique_key INTO key FROM public.jobrunr_jobs d
    WHERE d.id = job AND (of_seller IS NULL OR d.seller_id = of_seller) AND d.state IN ('FAILED', 'QUARANTINED') FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    LOOP
        retried := public.revive_dead(ARRAY [job]) = 1;
        EXIT WHEN retried;
        twin := public.living_twin(key);
        EXIT WHEN twin IS NOT NULL;
    END LOOP;
END
$$;

CREATE FUNCTION discard_dead(ids uuid[], why text) RETURNS int
    LANGUAGE sql SET search_path = pg_catalog, public AS
$$
    WITH moved AS (
        UPDATE public.jobrunr_jobs j SET state = 'DELETED', version = j.version + 1,
            jobasjson = job_json_moved(j.jobasjson, j.version + 1, job_deleted_json(now(), why)),
            updatedat = now() AT TIME ZONE 'utc'
        WHERE j.id = ANY (ids) AND j.state IN ('FAILED', 'QUARANTINED')
        RETURNING j.id),
    ended AS (
        UPDATE public.job_run r SET version = r.version + 1, updated_at = now(), outcome = NULL
        FROM moved m WHERE r.job_id = m.id)
    SELECT count(*)::int FROM moved
$$;

-- Of the seller that the transaction names ------------------------------------------------------------------------------------
-- False when it neither waits nor runs (any more), or is not the seller's. Whoever runs it is told, and commits nothing more: the
-- fence finds the job no longer PROCESSING.
CREATE FUNCTION cancel_job(job uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$
DECLARE
    of_seller CONSTANT uuid := public.current_seller();
    cancelled boolean;
BEGIN
    WITH living AS (
        SELECT l.id, l.state FROM public.jobrunr_jobs l
        WHERE l.id = job AND l.seller_id = of_seller AND l.state IN ('ENQUEUED', 'SCHEDULED', 'PROCESSING') FOR UPDATE),
    moved AS (
        UPDATE public.jobrunr_jobs j SET state = 'DELETED', version = j.version + 1,
            jobasjson = job_json_moved(j.jobasjson, j.version + 1, job_deleted_json(now(), 'cancelled by the seller')),
            updatedat = now() AT TIME ZONE 'utc', server_id = NULL, held = false
        FROM living l WHERE j.id = l.id
        RETURNING j.id, l.state AS was),
    ended AS (
        UPDATE public.job_run r SET version = r.version + 1, updated_at = now(), finished_at = now()
        FROM moved m WHERE r.job_id = m.id),
    told AS (SELECT pg_notify('marketsync_jobs', 'cancel:' || m.id) FROM moved m WHERE m.was = 'PROCESSING')
    SELECT (SELECT count(*) FROM moved) + 0 * (SELECT count(*) FROM told) > 0 INTO cancelled;
    RETURN cancelled;
END
$$;

CREATE FUNCTION retry_job(job uuid, OUT retried boolean, OUT twin uuid)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT r.retried, r.twin FROM public.revive_one(job, public.current_seller()) r $$;

-- False when the job is not dead, or not the seller's.
CREATE FUNCTION discard_job(job uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS
$$
DECLARE
    of_seller CONSTANT uuid := public.current_seller();
BEGIN
    PERFORM FROM public.jobrunr_jobs d WHERE d.id = job AND d.seller_id = of_seller FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    RETURN public.discard_dead(ARRAY [job], 'discarded by the seller') = 1;
END
$$;

-- Of operators: dead letters --------------------------------------------------------------------------------------------------
CREATE FUNCTION ops_knows_seller(asked_by uuid, of_seller uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    RETURN EXISTS (SELECT FROM public.seller s WHERE s.id = of_seller);
END
$$;

-- The youngest first; a filter that is NULL lets everything pass.
CREATE FUNCTION ops_dead_letters(asked_by uuid, of_kind text, of_reason text, of_seller uuid, before timestamp, before_id uuid,
                                 most int)
    RETURNS TABLE (id uuid, kind text, queue text, seller_id uuid, shop_id uuid, attempts int, reason text, error text,
                   dead_since timestamp)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    RETURN QUERY
        SELECT j.id, j.kind, j.queue, nullif(j.seller_id, '00000000-0000-0000-0000-000000000000'), j.shop_id, r.attempt, r.reason,
            r.error, j.updatedat
        FROM public.jobrunr_jobs j LEFT JOIN public.job_run r ON r.job_id = j.id
        WHERE j.state = 'FAILED' AND (of_kind IS NULL OR j.kind = of_kind) AND (of_reason IS NULL OR r.reason = of_reason)
          AND (of_seller IS NULL OR j.seller_id = of_seller)
          AND (before IS NULL OR (j.updatedat, j.id) < (before, before_id))
        ORDER BY j.updatedat DESC, j.id DESC LIMIT most;
END
$$;

-- As retry_job, of any seller.
CREATE FUNCTION ops_retry_dead_letter(asked_by uuid, job uuid, OUT retried boolean, OUT twin uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    SELECT r.retried, r.twin INTO retried, twin FROM public.revive_one(job, NULL) r;
END
$$;

-- False when there is no such dead letter.
CREATE FUNCTION ops_discard_dead_letter(asked_by uuid, job uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    RETURN public.discard_dead(ARRAY [job], 'discarded by an operator') = 1;
END
$$;

-- At most so many that pass the filter and nobody else holds, the youngest first; locked.
CREATE FUNCTION lock_dead_letters(of_kind text, of_reason text, of_seller uuid, without_twin boolean, most int) RETURNS uuid[]
    LANGUAGE sql SET search_path = pg_catalog AS
$$
    SELECT ARRAY (
        SELECT j.id FROM public.jobrunr_jobs j LEFT JOIN public.job_run r ON r.job_id = j.id
        WHERE j.state = 'FAILED' AND (of_kind IS NULL OR j.kind = of_kind) AND (of_reason IS NULL OR r.reason = of_reason)
          AND (of_seller IS NULL OR j.seller_id = of_seller)
          AND NOT (without_twin AND public.living_twin(j.unique_key) IS NOT NULL)
        ORDER BY j.updatedat DESC, j.id DESC LIMIT most FOR UPDATE OF j SKIP LOCKED)
$$;

-- What has a living twin cannot be retried, stays dead and does not count as left.
CREATE FUNCTION ops_retry_dead_letters(asked_by uuid, of_kind text, of_reason text, of_seller uuid, most int,
                                       OUT changed int, OUT more boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
    ids uuid[];
BEGIN
    PERFORM public.require_ops_token(asked_by);
    ids := public.lock_dead_letters(of_kind, of_reason, of_seller, true, most);
    changed := public.revive_dead(ids);
    more := cardinality(ids) = most;
END
$$;

CREATE FUNCTION ops_discard_dead_letters(asked_by uuid, of_kind text, of_reason text, of_seller uuid, most int,
                                         OUT changed int, OUT more boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
    ids uuid[];
BEGIN
    PERFORM public.require_ops_token(asked_by);
    ids := public.lock_dead_letters(of_kind, of_reason, of_seller, false, most);
    changed := public.discard_dead(ids, 'discarded by an operator');
    more := cardinality(ids) = most;
END
$$;

-- Of operators: pauses --------------------------------------------------------------------------------------------------------
-- Since when it is paused; NULL when it is a shop that does not exist. What runs goes on. Queues, kinds and marketplaces are left
-- out by the claim alone; the waiting jobs of a shop leave the claim's index, or each claim would read past them.
CREATE FUNCTION ops_pause(asked_by uuid, of_scope text, of_name text, of_note text) RETURNS timestamptz
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
    paused timestamptz;
BEGIN
    PERFORM public.require_ops_token(asked_by);
    IF of_scope = 'shop' AND NOT EXISTS (SELECT FROM public.shop s WHERE s.id = of_name::uuid) THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.pause (scope, name, note) VALUES (of_scope, of_name, of_note)
    ON CONFLICT (scope, name) DO UPDATE SET note = excluded.note RETURNING since INTO paused;
    IF of_scope = 'shop' THEN
        WITH waiting AS (
            SELECT w.id FROM public.jobrunr_jobs w
            WHERE w.shop_id = of_name::uuid AND w.state IN ('ENQUEUED', 'SCHEDULED') AND NOT w.held ORDER BY w.id FOR UPDATE)
        UPDATE public.jobrunr_jobs j SET held = true FROM waiting w WHERE j.id = w.id;
    END IF;
    RETURN paused;
END
$$;

-- False when it was not paused, NULL when it is a shop that does not exist. A job that is enqueued at this very moment may still
-- come in held: HeldJobs lets it go.
CREATE FUNCTION ops_resume(asked_by uuid, of_scope text, of_name text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    DELETE FROM public.pause p WHERE p.scope = of_scope AND p.name = of_name;
    IF NOT FOUND THEN
        RETURN CASE WHEN of_scope <> 'shop' OR EXISTS (SELECT FROM public.shop s WHERE s.id = of_name::uuid) THEN false END;
    END IF;
    IF of_scope = 'shop' THEN
        WITH waiting AS (
            SELECT w.id FROM public.jobrunr_jobs w WHERE w.held AND w.shop_id = of_name::uuid ORDER BY w.id FOR UPDATE)
        UPDATE public.jobrunr_jobs j SET held = false FROM waiting w WHERE j.id = w.id;
    END IF;
    PERFORM public.wake_all_queues();
    RETURN true;
END
$$;

-- Of operators: limits --------------------------------------------------------------------------------------------------------
-- Claims read the rows, so a change holds for the next of them. What was started in the last minute keeps counting, and what is
-- left of the burst is cut to the new one.
CREATE FUNCTION ops_set_start_limit(asked_by uuid, of_name text, new_per_minute int, new_burst int, new_overflow text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    INSERT INTO public.start_limit AS l (name, per_minute, burst, overflow, tokens)
    VALUES (of_name, new_per_minute, new_burst, new_overflow, new_burst)
    ON CONFLICT (name) DO UPDATE SET per_minute = excluded.per_minute, burst = excluded.burst, overflow = excluded.overflow,
        tokens = least(excluded.burst, l.burst,
            l.tokens + greatest(0, extract(epoch FROM clock_timestamp() - l.tokens_at)) * l.per_minute / 60),
        tokens_at = greatest(l.tokens_at, clock_timestamp());
    PERFORM public.wake_all_queues();
END
$$;

-- removed, default (stays), used (another one's overflow; stays) or unknown.
CREATE FUNCTION ops_remove_start_limit(asked_by uuid, of_name text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    DELETE FROM public.start_limit l WHERE l.name = of_name AND NOT l.shipped;
    IF NOT FOUND THEN
        RETURN CASE WHEN EXISTS (SELECT FROM public.start_limit l WHERE l.name = of_name) THEN 'default' ELSE 'unknown' END;
    END IF;
    PERFORM public.wake_all_queues();
    RETURN 'removed';
EXCEPTION WHEN foreign_key_violation THEN
    RETURN 'used';
END
$$;

-- of_id NULL: the default of the scope. False when there is no such seller or shop.
CREATE FUNCTION ops_set_concurrency(asked_by uuid, of_scope text, of_id uuid, new_running int) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    IF of_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.seller s WHERE of_scope = 'seller' AND s.id = of_id)
        AND NOT EXISTS (SELECT FROM public.shop s WHERE of_scope = 'shop' AND s.id = of_id) THEN
        RETURN false;
    END IF;
    INSERT INTO public.concurrency_limit (scope, of, running)
    VALUES (of_scope, coalesce(of_id, '00000000-0000-0000-0000-000000000000'), new_running)
    ON CONFLICT (scope, of) DO UPDATE SET running = excluded.running;
    PERFORM public.wake_all_queues();
    RETURN true;
END
$$;

-- Back to the default of the scope. False when it had no limit of its own.
CREATE FUNCTION ops_remove_concurrency(asked_by uuid, of_scope text, of_id uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    DELETE FROM public.concurrency_limit c
    WHERE c.scope = of_scope AND c.of = of_id AND c.of <> '00000000-0000-0000-0000-000000000000';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM public.wake_all_queues();
    RETURN true;
END
$$;

-- Who may call what -----------------------------------------------------------------------------------------------------------
DO $$
DECLARE
    made text;
BEGIN
    FOREACH made IN ARRAY ARRAY [
        'wake_all_queues()', 'twin_keys(text)', 'living_twin(text)', 'revive_dead(uuid[])', 'revive_one(uuid, uuid)',
        'discard_dead(uuid[], text)', 'lock_dead_letters(text, text, uuid, boolean, int)', 'cancel_job(uuid)', 'retry_job(uuid)', 'discard_job(uuid)',
        'ops_knows_seller(uuid, uuid)',
        'ops_dead_letters(uuid, text, text, uuid, timestamp, uuid, int)', 'ops_retry_dead_letter(uuid, uuid)',
        'ops_discard_dead_letter(uuid, uuid)', 'ops_retry_dead_letters(uuid, text, text, uuid, int)',
        'ops_discard_dead_letters(uuid, text, text, uuid, int)', 'ops_pause(uuid, text, text, text)', 'ops_resume(uuid, text, text)',
        'ops_set_start_limit(uuid, text, int, int, text)', 'ops_remove_start_limit(uuid, text)',
        'ops_set_concurrency(uuid, text, uuid, int)', 'ops_remove_concurrency(uuid, text, uuid)']
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO marketsync_lookup', made);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
        IF (SELECT p.prosecdef FROM pg_proc p WHERE p.oid = made::regprocedure) THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO marketsync_api', made);
        END IF;
    END LOOP;
END
$$;
