package io.marketsync.api.breaker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.breaker.BreakersView.Marketplace;

/** The table {@code breaker}: read as it is, changed through a function of migration V15. */
final class BreakerStore {

    private static final String ALL = """
            SELECT m.marketplace, coalesce(b.state, 'closed') AS state, b.reason, b.since, b.probe_at,
                coalesce(b.failed_probes, 0) AS failed_probes, b.ramp_until, coalesce(b.opened, 0) AS opened
            FROM unnest(:marketplaces) AS m (marketplace) LEFT JOIN breaker b ON b.marketplace = m.marketplace
            ORDER BY m.marketplace""";

    private static final String REFUSED = "SELECT count(*) FROM pause WHERE cause = 'key'";
    private static final String CLOSE = "SELECT ops_close_breaker(:by, :marketplace)";
    private static final String KEYS =
            "SELECT shop_id, seller_id, marketplace, since FROM ops_refused_keys(:by, :after::timestamptz, :afterShop::uuid, :most)";

    record RefusedKey(UUID shop, UUID seller, String marketplace, Instant since) {}

    List<Marketplace> all(Handle handle, Collection<String> marketplaces) {
        return handle.createQuery(ALL)
                .bindArray("marketplaces", String.class, List.copyOf(marketplaces))
                .map((row, context) -> new Marketplace(
                        row.getString("marketplace"),
                        row.getString("state"),
                        row.getString("reason"),
                        instant(row, "since"),
                        instant(row, "probe_at"),
                        row.getInt("failed_probes"),
                        instant(row, "ramp_until"),
                        row.getLong("opened")))
                .list();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    long refusedKeys(Handle handle) {
        return handle.createQuery(REFUSED).mapTo(Long.class).one();
    }

    /** False when it was not open. */
    boolean close(Handle handle, UUID askedBy, String marketplace) {
        return handle.createQuery(CLOSE)
                .bind("by", askedBy)
                .bind("marketplace", marketplace)
                .mapTo(Boolean.class)
                .one();
    }

    /** @param after null for the first page */
    List<RefusedKey> refusedKeys(Handle handle, UUID askedBy, Instant after, UUID afterShop, int most) {
        return handle.createQuery(KEYS)
                .bind("by", askedBy)
                .bind("after", after)
                .bind("afterShop", afterShop)
                .bind("most", most)
                .map((row, context) -> new RefusedKey(
                        row.getObject("shop_id", UUID.class),
                        row.getObject("seller_id", UUID.class),
                        row.getString("marketplace"),
                        row.getTimestamp("since").toInstant()))
                .list();
    }
}
