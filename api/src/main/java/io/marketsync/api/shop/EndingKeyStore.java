package io.marketsync.api.shop;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.shop.KeyFacts;

/** Keys of all sellers that end soon, through the function of migration V13, which checks that the caller's ops token lives. */
final class EndingKeyStore {

    private static final String LIST =
            "SELECT * FROM ops_shop_keys(:by, now() + make_interval(secs => :soon), :after, :afterId::uuid, :most)";

    record EndingKey(
            UUID shop, UUID seller, String marketplace, Instant endsAt, Instant checkedAt, List<String> missingRoles) {}

    /** Where a page begins: after this one. */
    record Place(Instant endsAt, UUID shop) {

        static final Place START = new Place(null, null);
    }

    /** The first to end first. */
    List<EndingKey> page(Handle handle, UUID askedBy, Place after, int most) {
        return handle.createQuery(LIST)
                .bind("by", askedBy)
                .bind("soon", KeyFacts.WARNED_BEFORE.toSeconds())
                .bind("after", after.endsAt)
                .bind("afterId", after.shop)
                .bind("most", most)
                .map((row, context) -> key(row))
                .list();
    }

    private static EndingKey key(ResultSet row) throws SQLException {
        Timestamp checked = row.getTimestamp("checked_at");
        Array missing = row.getArray("missing_roles");
        return new EndingKey(
                row.getObject("shop_id", UUID.class),
                row.getObject("seller_id", UUID.class),
                row.getString("marketplace"),
                row.getTimestamp("ends_at").toInstant(),
                checked == null ? null : checked.toInstant(),
                missing == null ? List.of() : List.of((String[]) missing.getArray()));
    }
}
