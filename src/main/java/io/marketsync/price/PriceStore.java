package io.marketsync.price;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

import io.marketsync.db.Columns;
import io.marketsync.push.Answered;
import io.marketsync.push.ItemError;
import io.marketsync.push.Pending;
import io.marketsync.push.Sending;

/**
 * The table {@code price}, inside a transaction of its seller. Whoever changes several rows locks them in the order of their codes. Rows are
 * looked up one by one, by their whole key, as in {@code StockLevelStore}, whatever the planner knows of the shop.
 */
public final class PriceStore {

    /**
     * A minimum price that is not said again stays, and guards the price that is said now. The same value said again changes nothing else. What
     * is said of a moment that has passed counts as in {@code StockLevelStore}.
     */
    private static final String PUT = """
            WITH said AS MATERIALIZED (
                SELECT n.*, k.version AS before, coalesce(n.minimum, k.minimum_price) AS least,
                    coalesce(k.set_at > :saidAt::timestamptz, false)
                        AND NOT coalesce(k.versioned AND n.version > k.version, false) AS late
                FROM (SELECT * FROM unnest(:offers, :prices, :olds, :minimums, :currencies, :versions)
                          AS u (offer, price, old, minimum, currency, version) ORDER BY offer) n
                LEFT JOIN LATERAL (
                    SELECT k.version, k.versioned, k.set_at, k.minimum_price FROM price k
                    WHERE k.seller_id = :seller AND k.shop_id = :shop AND k.offer_code = n.offer FOR UPDATE) k ON true),
            put AS (
                INSERT INTO price AS l (seller_id, shop_id, offer_code, price, old_price, minimum_price, currency, version, versioned, set_at)
                SELECT :seller, :shop, offer, price, old, minimum, currency, coalesce(version, before + 1, 1), version IS NOT NULL,
                    coalesce(:saidAt::timestamptz, now())
                FROM said WHERE price >= coalesce(least, 0) AND NOT late
                ON CONFLICT (seller_id, shop_id, offer_code) DO UPDATE SET
                    price = excluded.price, old_price = excluded.old_price,
                    minimum_price = coalesce(excluded.minimum_price, l.minimum_price), currency = excluded.currency,
                    version = excluded.version, versioned = excluded.versioned, set_at = excluded.set_at,
                    changed_at = CASE WHEN (l.price, l.old_price, l.minimum_price, l.currency) IS NOT DISTINCT FROM
                            (excluded.price, excluded.old_price, coalesce(excluded.minimum_price, l.minimum_price), excluded.currency)
                        THEN l.changed_at ELSE now() END,
                    next_try_at = '-infinity', failures = 0, error_class = NULL, error_code = NULL, error = NULL
                WHERE excluded.version >= l.version AND excluded.price >= coalesce(excluded.minimum_price, l.minimum_price, 0)
                  AND (:saidAt::timestamptz IS NULL OR l.set_at <= :saidAt::timestamptz
                      OR excluded.versioned AND l.versioned AND excluded.version > l.version)
                RETURNING l.offer_code)
            SELECT s.offer, s.least, CASE WHEN p.offer_code IS NOT NULL THEN 'TAKEN' WHEN s.version < s.before THEN 'OLDER'
                WHEN s.late THEN 'SAID_LATER' ELSE 'BELOW_MINIMUM' END AS ended
            FROM said s LEFT JOIN put p ON p.offer_code = s.offer""";

    /** Of a price, whether it leaves with the next push. The list that shows a seller what would be sent says it in these words, too. */
    public static final String IS_DUE = "(pending AND due_at <= now())";

    /** What is sold too cheaply now goes first; then, by {@code changed_at}, what has waited for longest. */
    public static final String URGENCY = "(CASE WHEN price > coalesce(confirmed_price, sent_price) THEN 0 ELSE 1 END)";

    private static final String DUE = """
            SELECT offer_code FROM price WHERE seller_id = :seller AND shop_id = :shop AND %s
            ORDER BY %s, changed_at, offer_code LIMIT :most""".formatted(IS_DUE, URGENCY);

    private static final String NEXT_DUE = """
            SELECT extract(epoch FROM min(due_at) - now())::float8 FROM price
            WHERE seller_id = :seller AND shop_id = :shop AND pending AND error_class IS DISTINCT FROM 'permanent'""";

    private static final String LOWERING = """
            SELECT count(*) FILTER (WHERE low AND pending) AS lowered, count(*) FILTER (WHERE low AND NOT pending) AS lately,
                count(*) AS priced, coalesce(bool_or(until > now()), false) AS confirmed
            FROM (SELECT p.pending, c.until, p.price < (1 - :depth::numeric) * CASE
                    WHEN p.fell_at > greatest(now() - interval '1 hour', c.until) THEN p.fell_from
                    ELSE coalesce(p.confirmed_price, p.sent_price) END AS low
                FROM price p CROSS JOIN (
                    SELECT max(c.lowering_confirmed_until) AS until FROM price_setting c
                    WHERE c.seller_id = :seller AND c.shop_id = :shop) c
                WHERE p.seller_id = :seller AND p.shop_id = :shop AND p.sent_price IS NOT NULL) p""";

    private static final String PENDING = """
            SELECT count(*) AS pending, count(*) FILTER (WHERE due_at > now()) AS waiting,
                min(due_at) FILTER (WHERE due_at > now()) AS next_at
            FROM price WHERE seller_id = :seller AND shop_id = :shop AND pending""";

    /**
     * What became of one batch, and the next one taken, with one statement. What is taken is read now: a seller may have said something else
     * since it was found due, and then an error of the old word says nothing about the new one.
     *
     * <p>{@code sends} has, for each value that the marketplace may have counted within its period, a moment that is not before the one at
     * which it did: that of recording its answer; with no answer as long after it as a call can be under way; and from taking it to
     * recording, the end of the hold. The last one is that of what is under way. An offer with as many as the pace allows waits until the
     * oldest of them is out of the period, and so no period of the marketplace has more, whoever sends and whoever dies. While a value without
     * an answer may arrive no other leaves: it could arrive before it, and be overwritten for good, because prices are not read back.
     */
    private static final String RECORD_AND_TAKE = """
            WITH said AS MATERIALIZED (
                SELECT * FROM unnest(:offers, :prices, :olds, :minimums, :currencies, :pricesBefore, :oldsBefore, :minimumsBefore,
                    :currenciesBefore, :ends, :lefts, :permanents, :codes, :errors) WITH ORDINALITY
                    AS s (offer, said_price, said_old, said_minimum, said_currency, price_before, old_before, minimum_before,
                        currency_before, ended, has_left, permanent, code, why, place)
                ORDER BY offer),
            locked AS MATERIALIZED (
                SELECT * FROM said s CROSS JOIN LATERAL (
                    SELECT l.seller_id, l.shop_id, l.offer_code, l.sends, l.confirmed_price, l.confirmed_old_price,
                        l.confirmed_minimum_price, l.confirmed_currency, l.pending AND l.due_at <= now() AS due,
                        (l.price, l.old_price, l.minimum_price, l.currency) IS NOT DISTINCT FROM
                            (s.said_price, s.said_old, s.said_minimum, s.said_currency) AS still_wanted
                    FROM price l WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.offer_code = s.offer
                    FOR UPDATE) l),
            counted AS MATERIALIZED (
                SELECT k.*, c.recent, c.recent[cardinality(c.recent) - :times + 1] + make_interval(secs => :within) AS full_until
                FROM locked k CROSS JOIN LATERAL (
                    SELECT coalesce(array_agg(u.at ORDER BY u.at), '{}') AS recent
                    FROM unnest(CASE WHEN k.ended IS NULL THEN k.sends || (now() + make_interval(secs => :hold))
                        WHEN NOT k.has_left THEN trim_array(k.sends, least(1, cardinality(k.sends)))
                        WHEN k.ended = 'UNANSWERED' THEN trim_array(k.sends, least(1, cardinality(k.sends))) || (now() + make_interval(secs => :underWay))
                        ELSE trim_array(k.sends, least(1, cardinality(k.sends))) || now() END) AS u (at)
                    WHERE u.at > now() - make_interval(secs => :within)) c),
            recorded AS (
                UPDATE price l SET
                    confirmed_price = CASE WHEN k.ended = 'TAKEN' THEN k.said_price WHEN k.known THEN k.price_before END,
                    confirmed_old_price = CASE WHEN k.ended = 'TAKEN' THEN k.said_old WHEN k.known THEN k.old_before END,
                    confirmed_minimum_price = CASE WHEN k.ended = 'TAKEN' THEN k.said_minimum WHEN k.known THEN k.minimum_before END,
                    confirmed_currency = CASE WHEN k.ended = 'TAKEN' THEN k.said_currency WHEN k.known THEN k.currency_before END,
                    confirmed_at = CASE k.ended WHEN 'TAKEN' THEN now() ELSE l.confirmed_at END,
                    sends = k.recent, paced_until = greatest(k.full_until, k.arrived_by, '-infinity'),
                    failures = CASE k.ended WHEN 'TAKEN' THEN 0 WHEN 'REFUSED' THEN l.failures + 1 ELSE l.failures END,
                    next_try_at = CASE WHEN NOT k.blamed THEN '-infinity' WHEN k.permanent THEN now() + interval '1 day'
                        ELSE now() + make_interval(secs => least(3600, 60 * 2 ^ least(l.failures, 6))) END,
                    error_class = CASE WHEN k.blamed THEN CASE WHEN k.permanent THEN 'permanent' ELSE 'transient' END END,
                    error_code = CASE WHEN k.blamed THEN k.code END, error = CASE WHEN k.blamed THEN k.why END
                FROM (SELECT c.*, c.ended = 'REFUSED' OR NOT c.has_left AS known, c.ended = 'REFUSED' AND c.still_wanted AS blamed,
                          CASE WHEN c.ended = 'UNANSWERED' AND c.has_left THEN now() + make_interval(secs => :underWay) END AS arrived_by
                      FROM counted c WHERE c.ended IS NOT NULL) k
                WHERE l.seller_id = k.seller_id AND l.shop_id = k.shop_id AND l.offer_code = k.offer_code),
            meant AS MATERIALIZED (
                SELECT max(c.lowering_confirmed_until) AS until FROM price_setting c WHERE c.seller_id = :seller AND c.shop_id = :shop),
            taken AS (
                UPDATE price l SET
                    fell_from = CASE WHEN coalesce(l.price >= coalesce(k.confirmed_price, l.sent_price), true) THEN l.fell_from
                        WHEN l.fell_at > greatest(now() - interval '1 hour', meant.until)
                            THEN greatest(l.fell_from, coalesce(k.confirmed_price, l.sent_price))
                        ELSE coalesce(k.confirmed_price, l.sent_price) END,
                    fell_at = CASE WHEN l.price < coalesce(k.confirmed_price, l.sent_price) THEN now() ELSE l.fell_at END,
                    sent_price = l.price, sent_old_price = l.old_price, sent_minimum_price = l.minimum_price,
                    sent_currency = l.currency, sent_at = now(), confirmed_price = NULL, confirmed_old_price = NULL,
                    confirmed_minimum_price = NULL, confirmed_currency = NULL,
                    sends = k.recent, paced_until = greatest(now() + make_interval(secs => :hold), k.full_until)
                FROM counted k, meant
                WHERE l.seller_id = k.seller_id AND l.shop_id = k.shop_id AND l.offer_code = k.offer_code AND k.ended IS NULL AND k.due
                RETURNING k.place, l.offer_code, l.price, l.old_price, l.minimum_price, l.currency,
                    k.confirmed_price, k.confirmed_old_price, k.confirmed_minimum_price, k.confirmed_currency)
            SELECT * FROM taken ORDER BY place""";

    /** @param least the minimum price that counts for it; null for none */
    public record Put(SaidPrice.End end, BigDecimal least) {}

    /**
     * @param saidAt on the database's clock; null for now
     * @return what became of each, by its offer
     */
    public Map<String, Put> put(Handle handle, UUID seller, UUID shop, List<SaidPrice> prices, Instant saidAt) {
        Map<String, Put> ends = new HashMap<>();
        new Columns<>(of(handle, PUT, seller, shop), prices)
                .bind("offers", String.class, SaidPrice::offer)
                .bind("prices", BigDecimal.class, said -> said.price().price())
                .bind("olds", BigDecimal.class, said -> said.price().oldPrice())
                .bind("minimums", BigDecimal.class, said -> said.price().minimumPrice())
                .bind("currencies", String.class, said -> said.price().currency())
                .bind("versions", Long.class, SaidPrice::version)
                .query()
                .bind("saidAt", saidAt)
                .map((row, context) -> Map.entry(
                        row.getString("offer"),
                        new Put(SaidPrice.End.valueOf(row.getString("ended")), row.getBigDecimal("least"))))
                .forEach(end -> ends.put(end.getKey(), end.getValue()));
        return ends;
    }

    /** Offers whose price the marketplace is to be told, the most urgent first. */
    List<String> due(Handle handle, UUID seller, UUID shop, int most) {
        return of(handle, DUE, seller, shop)
                .bind("most", most)
                .mapTo(String.class)
                .list();
    }

    /** Until the next price is due that somebody need not change first; empty when there is none. Negative when one is. */
    Optional<Duration> nextDue(Handle handle, UUID seller, UUID shop) {
        return of(handle, NEXT_DUE, seller, shop)
                .map((row, context) -> Optional.ofNullable(row.getObject(1, Double.class))
                        .map(seconds -> Duration.ofMillis((long) (seconds * 1000))))
                .one();
    }

    /** @param depth a price that falls by more than this part counts as lowered */
    public Lowering lowering(Handle handle, UUID seller, UUID shop, double depth) {
        return of(handle, LOWERING, seller, shop)
                .bind("depth", depth)
                .map((row, context) -> new Lowering(row.getInt(1), row.getInt(2), row.getInt(3), row.getBoolean(4)))
                .one();
    }

    public Pending pending(Handle handle, UUID seller, UUID shop) {
        return of(handle, PENDING, seller, shop)
                .map((row, context) -> Pending.of(row))
                .one();
    }

    /**
     * @param hold what is taken is due again when nothing was recorded of it for so long; it cannot be under way any more then
     * @param underWay without an answer a price may arrive for so long
     * @return what of {@code next} is to be sent now, in its order
     */
    List<Sending<PriceItem, Price>> recordAndTake(
            Handle handle,
            UUID seller,
            UUID shop,
            List<Answered<PriceItem, Price>> answered,
            List<String> next,
            Pace pace,
            Duration hold,
            Duration underWay) {
        List<Line> lines = Stream.concat(
                        answered.stream().map(answer -> new Line(answer.item().offer(), answer)),
                        next.stream().map(offer -> new Line(offer, null)))
                .toList();
        return new Columns<>(of(handle, RECORD_AND_TAKE, seller, shop), lines)
                .bind("offers", String.class, Line::offer)
                .bind("prices", BigDecimal.class, line -> line.said(Price::price))
                .bind("olds", BigDecimal.class, line -> line.said(Price::oldPrice))
                .bind("minimums", BigDecimal.class, line -> line.said(Price::minimumPrice))
                .bind("currencies", String.class, line -> line.said(Price::currency))
                .bind("pricesBefore", BigDecimal.class, line -> line.before(Price::price))
                .bind("oldsBefore", BigDecimal.class, line -> line.before(Price::oldPrice))
                .bind("minimumsBefore", BigDecimal.class, line -> line.before(Price::minimumPrice))
                .bind("currenciesBefore", String.class, line -> line.before(Price::currency))
                .bind(
                        "ends",
                        String.class,
                        line -> line.answered(answer -> answer.end().name()))
                .bind("lefts", Boolean.class, line -> line.answered(Answered::left))
                .bind("permanents", Boolean.class, line -> line.error(ItemError::permanent))
                .bind("codes", String.class, line -> line.error(ItemError::code))
                .bind("errors", String.class, line -> line.error(ItemError::message))
                .query()
                .bind("times", pace.times())
                .bind("within", pace.within().toMillis() / 1e3)
                .bind("hold", hold.toMillis() / 1e3)
                .bind("underWay", underWay.toMillis() / 1e3)
                .map((row, context) -> new Sending<>(
                        new PriceItem(row.getString("offer_code"), price(row, "")), price(row, "confirmed_")))
                .list();
    }

    private static Price price(ResultSet row, String of) throws SQLException {
        BigDecimal price = row.getBigDecimal(of + "price");
        return price == null
                ? null
                : new Price(
                        price,
                        row.getBigDecimal(of + "old_price"),
                        row.getBigDecimal(of + "minimum_price"),
                        row.getString(of + "currency"));
    }

    private static Query of(Handle handle, String sql, UUID seller, UUID shop) {
        return handle.createQuery(sql).bind("seller", seller).bind("shop", shop);
    }

    /** An offer of one batch, or of the next one when there is no answer. */
    private record Line(String offer, Answered<PriceItem, Price> answer) {

        <V> V answered(Function<Answered<PriceItem, Price>, V> member) {
            return answer == null ? null : member.apply(answer);
        }

        <V> V said(Function<Price, V> member) {
            return answered(known -> member.apply(known.item().price()));
        }

        <V> V before(Function<Price, V> member) {
            return answered(known -> known.before() == null ? null : member.apply(known.before()));
        }

        <V> V error(Function<ItemError, V> member) {
            return answered(known -> known.error() == null ? null : member.apply(known.error()));
        }
    }
}
