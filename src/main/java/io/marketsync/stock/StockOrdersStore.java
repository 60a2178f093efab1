package io.marketsync.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/**
 * What orders do to the table {@code stock_level}, inside a transaction of its seller.
 *
 * <p>Whatever left since a pair was counted is subtracted from it for ever after. So that nobody reads all of it each time, the row has the
 * sum of what left longer than {@link #KEPT} ago: {@code gone}, units that left after {@code gone_since} and until {@code gone_until}. It
 * stands while {@code gone_since} is when the pair was counted. It is never added to, but worked out from all postings: once a day, and
 * when a departure of that time is found late. So whatever else a marketplace changes in a posting long after it left (its lines, its
 * warehouse) is right again a day later at most.
 */
public final class StockOrdersStore {

    /** So long what the marketplace took is thought to become less by its orders alone. */
    private static final Duration TRUSTED = Duration.ofHours(6);

    /** A posting may be seen so long after the time that its row says: when its transaction ends. */
    private static final Duration STORING = Duration.ofSeconds(10);

    /** Departures of this time are read each time: most are told within it, and their times corrected. */
    private static final Duration KEPT = Duration.ofDays(7);

    /** Sums are worked out when so much more than {@link #KEPT} would be read; all that left since the oldest count is read then. */
    private static final Duration SUMMED_EVERY = Duration.ofDays(1);

    /**
     * What is told so long after it left may be missing in a sum. A day less than {@link #KEPT}: both are measured from the begin of
     * transactions that do not see each other.
     */
    public static final Duration LATE = KEPT.minusDays(1);

    /**
     * As {@code V16}, {@code V27} and {@code V30} say what is reserved, sold and gone. Lines and levels are looked up one by one, by their
     * keys, and what is updated is joined by all of its key: to a planner that knows nothing of the shop yet, its constants promise a single
     * row, and it read all of them for each.
     *
     * <p>Postings that have left are read back to the oldest departure that is in no sum, of a pair that has something to sell: what was
     * sold out long ago and never counted again would have all of them read each time, and nothing to subtract them from. Sums of all
     * pairs are worked out together, or each pair would have its own time of the day to read everything; those without postings, too, or they
     * would be due for ever. A row that was counted anew meanwhile, or that a late departure was found for, keeps out of it until next time.
     * The FULL JOIN is one that no planner takes for a loop, as long as no condition outside of it can reach it; the order of what was
     * cancelled tells it which index is meant.
     *
     * <p>What the marketplace has follows its orders as long as nothing else can have happened to it. Nobody knows, and it is told again,
     * when an order that was not in what was told may be older than its arrival, when an order is gone, and some hours after orders were
     * subtracted.
     */
    private static final String FOLLOW = """
            WITH level AS MATERIALIZED (
                SELECT s.offer_code, s.warehouse_code, s.basis, s.counted_at, s.late, s.reserved, s.sold, s.confirmed IS NOT NULL AS told,
                    s.confirmed_at, s.quantity > s.safety AS on_sale, CASE WHEN s.gone_since = s.counted_at THEN s.gone ELSE 0 END AS gone,
                    CASE WHEN s.gone_since = s.counted_at THEN s.gone_until ELSE s.counted_at END AS unsummed_since
                FROM stock_level s WHERE s.seller_id = :seller AND s.shop_id = :shop),
            summing AS MATERIALIZED (
                SELECT CASE WHEN due THEN now() - make_interval(secs => :kept) END AS until,
                    least(CASE WHEN due THEN counted_at ELSE unsummed_since END, now() - make_interval(secs => :trusted)) AS since
                FROM (
                    SELECT min(counted_at) FILTER (WHERE on_sale) AS counted_at, min(unsummed_since) FILTER (WHERE on_sale) AS unsummed_since,
                        coalesce(min(unsummed_since) FILTER (WHERE on_sale) < now() - make_interval(secs => :kept + :every), false) AS due
                    FROM level HAVING count(*) > 0) l),
            posted AS MATERIALIZED (
                SELECT p.number, p.warehouse_code, p.in_process_at, p.left_at, p.first_seen_at, NULL::timestamptz AS gone_at
                FROM posting p
                WHERE p.seller_id = :seller AND p.shop_id = :shop AND p.scheme = 'fbs' AND p.left_at IS NULL AND NOT p.terminal
                  AND EXISTS (SELECT FROM summing)
                UNION ALL
                SELECT p.number, p.warehouse_code, p.in_process_at, p.left_at, p.first_seen_at, NULL FROM posting p
                WHERE p.seller_id = :seller AND p.shop_id = :shop AND p.scheme = 'fbs' AND p.left_at > (SELECT since FROM summing)
                UNION ALL
                SELECT number, warehouse_code, NULL, NULL, first_seen_at, changed_at FROM (
                    SELECT p.number, p.warehouse_code, p.first_seen_at, p.changed_at FROM posting p
                    WHERE p.seller_id = :seller AND p.shop_id = :shop AND p.scheme = 'fbs' AND p.left_at IS NULL AND p.terminal
                      AND p.changed_at > now() - make_interval(secs => :trusted)
                      AND NOT (p.changed_at = p.first_seen_at AND p.in_process_at < now() - make_interval(secs => :trusted))
                      AND EXISTS (SELECT FROM summing)
                    ORDER BY p.changed_at OFFSET 0) p),
            unit AS MATERIALIZED (
                SELECT l.offer_code, p.warehouse_code,
                    sum(l.quantity) FILTER (WHERE s.takes) AS taken,
                    sum(l.quantity) FILTER (WHERE s.takes AND coalesce(p.left_at > s.summed_until, true)) AS unsummed,
                    sum(l.quantity) FILTER (WHERE s.takes AND p.left_at <= (SELECT until FROM summing)) AS gone,
                    sum(l.quantity) FILTER (WHERE s.followed AND p.first_seen_at > s.known_at
                        AND p.in_process_at > s.confirmed_at + make_interval(secs => :skew)) AS sold,
                    bool_or(coalesce(p.gone_at, p.first_seen_at) > s.known_at
                        AND coalesce(p.in_process_at <= s.confirmed_at + make_interval(secs => :skew), true)) AS unclear
                FROM posted p
                CROSS JOIN LATERAL (
                    SELECT l.offer_code, l.quantity FROM posting_line l
                    WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.number = p.number OFFSET 0) l
                CROSS JOIN LATERAL (
                    SELECT s.confirmed_at, s.confirmed_at > now() - make_interval(secs => :trusted) AS followed,
                        coalesce(s.orders_known_at, s.sent_at, '-infinity') - make_interval(secs => :storing) AS known_at,
                        p.gone_at IS NULL AND CASE s.basis WHEN 'on_hand' THEN p.left_at IS NULL OR p.left_at > s.counted_at
                            ELSE coalesce(p.in_process_at, 'infinity') > s.counted_at END AS takes,
                        CASE WHEN s.gone_since = s.counted_at THEN s.gone_until END AS summed_until
                    FROM stock_level s
                    WHERE s.seller_id = :seller AND s.shop_id = :shop
                      AND s.offer_code = l.offer_code AND s.warehouse_code = p.warehouse_code OFFSET 0) s
                GROUP BY l.offer_code, p.warehouse_code),
            found AS MATERIALIZED (
                SELECT offer_code, warehouse_code, l.basis, l.counted_at, l.late, l.confirmed_at, l.told, l.sums,
                    l.reserved AS reserved_before, l.sold AS sold_before,
                    least(CASE WHEN l.sums THEN coalesce(u.taken, 0) ELSE l.gone + coalesce(u.unsummed, 0) END, 999999)::int AS reserved,
                    least(coalesce(u.gone, 0), 999999)::int AS gone, least(coalesce(u.sold, 0), 999999)::int AS sold,
                    coalesce(u.unclear, false) AS unclear
                FROM (SELECT *, on_sale AND coalesce(counted_at < (SELECT until FROM summing), false) AS sums FROM level) l
                FULL JOIN unit u USING (offer_code, warehouse_code)),
            locked AS MATERIALIZED (
                SELECT k.seller_id, k.shop_id, w.offer_code, w.warehouse_code, w.reserved, w.gone,
                    w.sums AND (k.basis, k.counted_at, k.late) = (w.basis, w.counted_at, w.late) AS sums,
                    CASE WHEN k.confirmed IS NULL OR k.confirmed_at IS DISTINCT FROM w.confirmed_at THEN 0
                        WHEN w.unclear THEN -1 ELSE w.sold - k.sold END AS takes
                FROM (
                    SELECT * FROM found WHERE sums OR reserved <> reserved_before OR told AND (unclear OR sold <> sold_before)
                    ORDER BY offer_code, warehouse_code) w
                CROSS JOIN LATERAL (
                    SELECT k.seller_id, k.shop_id, k.basis, k.counted_at, k.late, k.confirmed, k.confirmed_at, k.sold FROM stock_level k
                    WHERE k.seller_id = :seller AND k.shop_id = :shop
                      AND k.offer_code = w.offer_code AND k.warehouse_code = w.warehouse_code FOR UPDATE) k),
            followed AS (
                UPDATE stock_level s SET reserved = c.reserved,
                    gone = CASE WHEN c.sums THEN c.gone ELSE s.gone END,
                    gone_since = CASE WHEN c.sums THEN s.counted_at ELSE s.gone_since END,
                    gone_until = CASE WHEN c.sums THEN (SELECT until FROM summing) ELSE s.gone_until END,
                    changed_at = CASE WHEN greatest(0, s.quantity - c.reserved - s.safety) = s.available THEN s.changed_at ELSE now() END,
                    confirmed = CASE WHEN c.takes = 0 THEN s.confirmed WHEN c.takes BETWEEN 0 AND s.confirmed THEN s.confirmed - c.takes END,
                    sold = CASE WHEN c.takes >= 0 AND c.takes <= coalesce(s.confirmed, 0) THEN s.sold + c.takes ELSE 0 END
                FROM locked c
                WHERE s.seller_id = c.seller_id AND s.shop_id = c.shop_id
                  AND s.offer_code = c.offer_code AND s.warehouse_code = c.warehouse_code)
            SELECT now()""";

    private static final String FOUND_LATE = """
            WITH locked AS MATERIALIZED (
                SELECT k.*
                FROM (SELECT DISTINCT offer, warehouse FROM unnest(:offers, :warehouses) AS n (offer, warehouse) ORDER BY 1, 2) n
                CROSS JOIN LATERAL (
                    SELECT k.seller_id, k.shop_id, k.offer_code, k.warehouse_code FROM stock_level k
                    WHERE k.seller_id = :seller AND k.shop_id = :shop AND k.offer_code = n.offer AND k.warehouse_code = n.warehouse
                    FOR UPDATE) k)
            UPDATE stock_level s SET gone_since = NULL, late = s.late + 1
            FROM locked c
            WHERE s.seller_id = c.seller_id AND s.shop_id = c.shop_id
              AND s.offer_code = c.offer_code AND s.warehouse_code = c.warehouse_code""";

    /**
     * Subtracts what postings hold that the seller's counts do not know of, or that has not left yet; and from what the marketplace has what
     * its orders took.
     *
     * @param skew marketplaces' clocks may differ so much from the database's
     * @return until when orders are known, on the database's clock
     */
    public Instant follow(Handle handle, UUID seller, UUID shop, Duration skew) {
        return handle.createQuery(FOLLOW)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("skew", skew.toMillis() / 1e3)
                .bind("trusted", TRUSTED.toSeconds())
                .bind("storing", STORING.toSeconds())
                .bind("kept", KEPT.toSeconds())
                .bind("every", SUMMED_EVERY.toSeconds())
                .mapTo(Instant.class)
                .one();
    }

    /**
     * Sums of these pairs are worked out anew when orders are followed next. In the transaction that stores what was found.
     *
     * @param pairs of postings that are told {@link #LATE} after they left, or did not leave then after all
     */
    public void foundLate(Handle handle, UUID seller, UUID shop, Collection<StockPair> pairs) {
        handle.createUpdate(FOUND_LATE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray(
                        "offers",
                        String.class,
                        pairs.stream().map(StockPair::offer).toArray())
                .bindArray(
                        "warehouses",
                        String.class,
                        pairs.stream().map(StockPair::warehouse).toArray())
                .execute();
    }
}
