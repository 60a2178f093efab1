-- Why: webhooks of offers, stock and orders name nothing that could be asked for by itself. They make their shop due for the kind that
-- looks: told_at beside the times that say when cron asked for it last. And a seller reads whether a path is called.
-- Locks: freshness and webhook_path for a moment; columns without a default rewrite nothing. Safe while the version before runs: it
-- writes no told_at, and its look at due shops uses the new function as it used the one before.
-- Way back: synced_shops as in V21, then drop the columns, take the grant and make the policy one_seller the owner's again.

ALTER TABLE freshness ADD COLUMN told_at timestamptz;
COMMENT ON COLUMN freshness.told_at IS 'when the marketplace said first, since cron asked last, that there is something new; NULL when it never did';
ALTER TABLE webhook_path ADD COLUMN last_event_at timestamptz;
COMMENT ON COLUMN webhook_path.last_event_at IS 'the last event at this path, to the minute; NULL before the first';

ALTER POLICY one_seller ON freshness TO marketsync_owner, marketsync_api;
GRANT SELECT (seller_id, shop_id, kind, asked_at, told_at), INSERT (seller_id, shop_id, kind, told_at), UPDATE (told_at)
    ON freshness TO marketsync_api;

-- As in V21. A shop that was told of since cron asked for it is due after a sixth of its time already: so often at most, however much
-- is told.
CREATE OR REPLACE FUNCTION synced_shops(of_kind text, every int, at timestamptz)
    RETURNS TABLE (seller_id uuid, shop_id uuid, marketplace text, fresh_at timestamptz, due boolean)
    LANGUAGE sql STABLE AS
$$
    SELECT s.seller_id, s.id, s.marketplace, greatest(coalesce(f.succeeded_at, s.created_at), p.due_at, w.since),
        coalesce(greatest(f.succeeded_at, f.asked_at) < to_timestamp(
            t.seconds - (t.seconds - uuid_hash_extended(s.id, hashtext(of_kind)) % every + every) % every), true)
        OR coalesce(f.told_at > coalesce(f.asked_at, '-infinity')
            AND greatest(f.succeeded_at, f.asked_at) <= at - every / 6.0 * interval '1 second', false)
    FROM public.shop s CROSS JOIN (SELECT floor(extract(epoch FROM at))::bigint AS seconds) t
    LEFT JOIN public.freshness f ON f.seller_id = s.seller_id AND f.shop_id = s.id AND f.kind = of_kind
    LEFT JOIN LATERAL (
        SELECT min(d.due_at) AS due_at FROM public.price d
        WHERE of_kind = 'price.push' AND d.seller_id = s.seller_id AND d.shop_id = s.id AND d.pending AND d.due_at <= at) p ON true
    LEFT JOIN public.sync_watermark k
        ON of_kind = 'labels.fetch' AND k.seller_id = s.seller_id AND k.shop_id = s.id AND k.feed = of_kind
    LEFT JOIN LATERAL (
        SELECT min(o.since) AS since FROM (
            -- a minute after the change, as its marketplace may need
            (SELECT p.changed_at + interval '1 minute' AS since FROM public.posting p
             WHERE of_kind = 'labels.fetch' AND p.seller_id = s.seller_id AND p.shop_id = s.id AND p.scheme = 'fbs'
               AND p.status_rank = 25 AND p.changed_at <= at - interval '1 minute'
               -- those before have a row; a transaction that began before it was looked for may have committed since
               AND p.changed_at > coalesce(k.reached, '-infinity') - interval '10 minutes'
               AND NOT EXISTS (
                   SELECT FROM public.label l
                   WHERE l.seller_id = p.seller_id AND l.shop_id = p.shop_id AND l.number = p.number OFFSET 0)
             ORDER BY p.changed_at LIMIT 1)
            UNION ALL
            (SELECT l.next_try_at FROM public.label l
             WHERE of_kind = 'labels.fetch' AND l.seller_id = s.seller_id AND l.shop_id = s.id AND l.state <> 'stored'
               AND l.next_try_at <= at
             ORDER BY l.next_try_at LIMIT 1)) o) w ON true
    WHERE s.attention IS NULL AND NOT EXISTS (SELECT FROM public.pause p WHERE p.scope = 'shop' AND p.name = s.id::text)
      AND (of_kind <> 'price.push' OR p.due_at IS NOT NULL)
      AND (of_kind <> 'labels.fetch' OR w.since IS NOT NULL)
$$;
