package io.marketsync.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.JobTarget;

/**
 * The table {@code freshness}: which shops are due, and how stale they are. Written where attempts end, too, so a seller's click
 * makes a shop fresh as well as cron does.
 */
public final class ShopFreshnessStore {

    private static final String DUE = "SELECT * FROM due_shops(:kind, :every, :at, :most)";

    /** In the order of the key, as the ends of attempts write it. */
    private static final String ASKED = """
            INSERT INTO freshness (seller_id, shop_id, kind, asked_at)
            SELECT a.seller, a.shop, :kind, :at FROM unnest(:sellers, :shops) AS a (seller, shop) ORDER BY a.seller, a.shop
            ON CONFLICT (seller_id, shop_id, kind) DO UPDATE SET asked_at = excluded.asked_at""";

    private static final String STALENESS = """
            SELECT s.kind, s.every, f.shops, f.late,
                coalesce(extract(epoch FROM now() - f.stalest_at), 0)::float8 AS stalest,
                (SELECT l.per_minute FROM start_limit l WHERE l.name = 'cron:' || s.kind) AS of_kind,
                (SELECT l.per_minute FROM start_limit l WHERE l.name = 'cron') AS of_cron
            FROM schedule s CROSS JOIN LATERAL shop_staleness(s.kind, s.every, now()) f
            WHERE s.configured AND s.every IS NOT NULL ORDER BY s.kind""";

    /**
     * Of the shops that one kind keeps fresh; those whose key was refused, or that are paused, do not count.
     *
     * @param late shops that were last fresh longer ago than twice {@code every}
     * @param stalestSeconds age of the stalest shop, 0 when there is none
     * @param ofKind starts a minute that cron has for this kind; null when nobody limits it
     * @param ofCron starts a minute that cron has in all; null when nobody limits it
     */
    public record Staleness(
            String kind,
            Duration every,
            long shops,
            long late,
            double stalestSeconds,
            Integer ofKind,
            Integer ofCron) {}

    /**
     * The shops that are due at a time, the stalest first, none of them paused, without a usable key, or of a seller with enough to
     * do.
     *
     * @param at whose due points are asked for
     * @param most of them at most
     */
    public List<JobTarget> due(Handle handle, String kind, Duration every, Instant at, int most) {
        return handle.createQuery(DUE)
                .bind("kind", kind)
                .bind("every", Math.toIntExact(every.toSeconds()))
                .bind("at", at)
                .bind("most", most)
                .map((row, context) -> new JobTarget(
                        row.getObject("seller_id", UUID.class),
                        row.getObject("shop_id", UUID.class),
                        row.getString("marketplace")))
                .list();
    }

    /** These shops are not due again before their next due point. */
    public void asked(Handle handle, String kind, List<JobTarget> shops, Instant at) {
        handle.createUpdate(ASKED)
                .bind("kind", kind)
                .bind("at", at)
                .bindArray("sellers", UUID.class, (Object[])
                        shops.stream().map(JobTarget::sellerId).toArray())
                .bindArray("shops", UUID.class, (Object[])
                        shops.stream().map(JobTarget::shopId).toArray())
                .execute();
    }

    /** One for each kind that a schedule asks for by shop. */
    public List<Staleness> staleness(Handle handle) {
        return handle.createQuery(STALENESS)
                .map((row, context) -> new Staleness(
                        row.getString("kind"),
                        Duration.ofSeconds(row.getInt("every")),
                        row.getLong("shops"),
                        row.getLong("late"),
                        Math.max(0, row.getDouble("stalest")),
                        row.getObject("of_kind", Integer.class),
                        row.getObject("of_cron", Integer.class)))
                .list();
    }
}
