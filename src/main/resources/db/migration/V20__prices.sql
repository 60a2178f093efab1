-- Why: what a seller's offers are to cost, what the marketplace was told, what it is known to have, and how often it was told lately: it
-- takes so many prices of an offer in an hour, whoever sends them. And cron looks for shops with prices that are due, and no others.
-- Locks: none but for a moment. Safe while the version before runs: it knows nothing of prices, and calls synced_shops as before.
-- Way back: drop the two tables, and make synced_shops as in V8.

CREATE TABLE price
(
    seller_id               uuid           NOT NULL,
    shop_id                 uuid           NOT NULL,
    offer_code              text           NOT NULL CHECK (length(offer_code) BETWEEN 1 AND 100),
    -- what the seller says
    price                   numeric(12, 2) NOT NULL CHECK (price > 0),
    old_price               numeric(12, 2) NOT NULL DEFAULT 0 CHECK (old_price >= 0),
    minimum_price           numeric(12, 2) CHECK (minimum_price BETWEEN 0 AND price),
    currency                text           NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    version                 bigint         NOT NULL CHECK (version >= 0),
    set_at                  timestamptz    NOT NULL DEFAULT now(),
    changed_at              timestamptz    NOT NULL DEFAULT now(),
    -- what the marketplace was told, and what it is known to have
    sent_price              numeric(12, 2),
    sent_old_price          numeric(12, 2),
    sent_minimum_price      numeric(12, 2),
    sent_currency           text,
    sent_at                 timestamptz,
    confirmed_price         numeric(12, 2),
    confirmed_old_price     numeric(12, 2),
    confirmed_minimum_price numeric(12, 2),
    confirmed_currency      text,
    confirmed_at            timestamptz,
    pending                 boolean        NOT NULL GENERATED ALWAYS AS ((price, old_price, minimum_price, currency) IS DISTINCT FROM
        (confirmed_price, confirmed_old_price, confirmed_minimum_price, confirmed_currency)) STORED,
    sends                   timestamptz[]  NOT NULL DEFAULT '{}',
    paced_until             timestamptz    NOT NULL DEFAULT '-infinity',
    next_try_at             timestamptz    NOT NULL DEFAULT '-infinity',
    due_at                  timestamptz    NOT NULL GENERATED ALWAYS AS (greatest(changed_at, paced_until, next_try_at)) STORED,
    failures                int            NOT NULL DEFAULT 0,
    error_class             text CHECK (error_class IN ('transient', 'permanent')),
    error_code              text CHECK (length(error_code) <= 100),
    error                   text CHECK (length(error) <= 500),
    PRIMARY KEY (seller_id, shop_id, offer_code),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
COMMENT ON COLUMN price.old_price IS '0: none is struck through';
COMMENT ON COLUMN price.minimum_price IS '0: none; null: the seller never said one, and the marketplace keeps its own';
COMMENT ON COLUMN price.version IS 'the seller''s; the highest wins, and of equal ones the last';
COMMENT ON COLUMN price.confirmed_price IS 'with the three beside it: null while nobody knows: nothing was sent yet, or what was sent has no answer';
COMMENT ON COLUMN price.sends IS 'by when each price that the marketplace may have counted within its period had arrived there, as PriceStore says; the last one may be under way';
COMMENT ON COLUMN price.paced_until IS 'the marketplace takes no other price of the offer before; also while a call may be under way';
COMMENT ON COLUMN price.next_try_at IS 'after a refusal; another word of the seller ends the wait';
COMMENT ON COLUMN price.due_at IS 'when it is sent, if it is pending';
CREATE INDEX price_due_idx ON price (seller_id, shop_id, due_at) WHERE pending;
CREATE INDEX price_refused_idx ON price (seller_id, shop_id, offer_code) WHERE error_class IS NOT NULL;

CREATE TABLE price_setting
(
    seller_id                uuid        NOT NULL,
    shop_id                  uuid        NOT NULL,
    lowering_confirmed_until timestamptz NOT NULL DEFAULT '-infinity',
    currency                 text CHECK (currency ~ '^[A-Z]{3}$'),
    currency_read_at         timestamptz,
    PRIMARY KEY (seller_id, shop_id),
    FOREIGN KEY (seller_id, shop_id) REFERENCES shop (seller_id, id)
);
COMMENT ON COLUMN price_setting.lowering_confirmed_until IS 'until then a push may lower more prices of the shop than the guard allows';
COMMENT ON COLUMN price_setting.currency IS 'in which the marketplace takes prices of the shop, as it says; null until it has said so';

DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY ['price', 'price_setting']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY one_seller ON %I USING (seller_id = (SELECT current_seller()))
            WITH CHECK (seller_id = (SELECT current_seller()))', walled);
    END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON price TO marketsync_api;
GRANT SELECT, UPDATE ON price TO marketsync_worker;
GRANT SELECT, INSERT (seller_id, shop_id, lowering_confirmed_until), UPDATE (lowering_confirmed_until) ON price_setting TO marketsync_api;
GRANT SELECT, INSERT (seller_id, shop_id, currency, currency_read_at), UPDATE (currency, currency_read_at) ON price_setting TO marketsync_worker;

-- As in V8; and a shop whose marketplace has all of its prices, or takes none now, is no shop for price.push. It is fresh as of the moment
-- at which the first of them fell due: those that were told before then are no reason to call it stale.
CREATE POLICY lookup ON price FOR SELECT TO marketsync_lookup USING (true);
GRANT SELECT (seller_id, shop_id, pending, due_at) ON price TO marketsync_lookup;
CREATE OR REPLACE FUNCTION synced_shops(of_kind text, every int, at timestamptz)
    RETURNS TABLE (seller_id uuid, shop_id uuid, marketplace text, fresh_at timestamptz, due boolean)
    LANGUAGE sql STABLE AS
$$
    SELECT s.seller_id, s.id, s.marketplace, greatest(coalesce(f.succeeded_at, s.created_at), p.due_at),
        coalesce(greatest(f.succeeded_at, f.asked_at) < to_timestamp(
            t.seconds - (t.seconds - uuid_hash_extended(s.id, hashtext(of_kind)) % every + every) % every), true)
    FROM public.shop s CROSS JOIN (SELECT floor(extract(epoch FROM at))::bigint AS seconds) t
    LEFT JOIN public.freshness f ON f.seller_id = s.seller_id AND f.shop_id = s.id AND f.kind = of_kind
    LEFT JOIN LATERAL (
        SELECT min(w.due_at) AS due_at FROM public.price w
        WHERE of_kind = 'price.push' AND w.seller_id = s.seller_id AND w.shop_id = s.id AND w.pending AND w.due_at <= at) p ON true
    WHERE s.attention IS NULL AND NOT EXISTS (SELECT FROM public.pause p WHERE p.scope = 'shop' AND p.name = s.id::text)
      AND (of_kind <> 'price.push' OR p.due_at IS NOT NULL)
$$;
