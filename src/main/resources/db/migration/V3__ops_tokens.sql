-- Why: operators make sellers and tokens through the api, whose role may write neither table. Three more functions look across
-- sellers; with token_owner (V2) they are all there are, and all belong to marketsync_lookup:
--   SELECT proname FROM pg_proc WHERE prosecdef
-- Each asks again whether the caller's token is a living ops token, so that a route without its annotation opens nothing. They
-- return ids only.
-- Locks: none on existing data; the policies lock seller for a moment. Safe while the old version runs: it does not call them.
-- Way back: drop the three functions, require_ops_token and the two policies on seller.

CREATE POLICY lookup_knows ON seller FOR SELECT TO marketsync_lookup USING (true);
CREATE POLICY lookup_makes ON seller FOR INSERT TO marketsync_lookup WITH CHECK (true);
GRANT SELECT (id), INSERT (id, name) ON seller TO marketsync_lookup;

-- Runs as its caller: only the functions below may read api_token, so nobody else gets an answer from it.
CREATE FUNCTION require_ops_token(asked_by uuid) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS
$$
BEGIN
    IF NOT EXISTS (SELECT FROM public.api_token t
                   WHERE t.id = asked_by AND t.role = 'ops' AND t.revoked_at IS NULL AND t.expires_at > now()) THEN
        RAISE EXCEPTION 'not asked by a living ops token' USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

CREATE FUNCTION ops_create_seller(asked_by uuid, new_id uuid, new_name text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    INSERT INTO public.seller (id, name) VALUES (new_id, new_name);
    RETURN new_id;
END
$$;

-- NULL when there is no such seller. Only tokens of sellers: an ops token is made by the owner of the schema.
CREATE FUNCTION ops_create_token(asked_by uuid, new_id uuid, of_seller uuid, hash bytea, new_label text, days int) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
    PERFORM public.require_ops_token(asked_by);
    IF days NOT BETWEEN 1 AND 365 THEN
        RAISE EXCEPTION 'a token lives for 1 to 365 days' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM public.seller s WHERE s.id = of_seller) THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.api_token (id, seller_id, role, sha256, label, expires_at)
    VALUES (new_id, of_seller, 'seller', hash, new_label, now() + days * interval '1 day');
    RETURN new_id;
END
$$;

-- NULL when there is no such token. Revoking it again changes nothing.
CREATE FUNCTION ops_revoke_token(asked_by uuid, token uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
    known uuid;
BEGIN
    PERFORM public.require_ops_token(asked_by);
    UPDATE public.api_token t SET revoked_at = coalesce(t.revoked_at, now()) WHERE t.id = token RETURNING t.id INTO known;
    RETURN known;
END
$$;

ALTER FUNCTION require_ops_token(uuid) OWNER TO marketsync_lookup;
ALTER FUNCTION ops_create_seller(uuid, uuid, text) OWNER TO marketsync_lookup;
ALTER FUNCTION ops_create_token(uuid, uuid, uuid, bytea, text, int) OWNER TO marketsync_lookup;
ALTER FUNCTION ops_revoke_token(uuid, uuid) OWNER TO marketsync_lookup;
REVOKE ALL ON FUNCTION require_ops_token(uuid), ops_create_seller(uuid, uuid, text),
    ops_create_token(uuid, uuid, uuid, bytea, text, int), ops_revoke_token(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops_create_seller(uuid, uuid, text), ops_create_token(uuid, uuid, uuid, bytea, text, int),
    ops_revoke_token(uuid, uuid) TO marketsync_api;
