package io.marketsync.api.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** What a batch of syncs needs to know of a seller's shops, with one statement for all of them. */
final class SyncTargetStore {

    private static final String ALL = """
            SELECT id, marketplace, attention IS NOT DISTINCT FROM 'key_rejected' AS needs_new_key FROM shop
            WHERE seller_id = :seller ORDER BY id LIMIT :most""";

    private static final String NAMED = """
            SELECT id, marketplace, attention IS NOT DISTINCT FROM 'key_rejected' AS needs_new_key FROM shop
            WHERE seller_id = :seller AND id = ANY (:shops) ORDER BY id""";

    List<SyncTarget> all(Handle handle, UUID seller, int most) {
        return handle.createQuery(ALL)
                .bind("seller", seller)
                .bind("most", most)
                .map((row, context) -> target(row))
                .list();
    }

    /** Those among them that are the seller's. */
    List<SyncTarget> named(Handle handle, UUID seller, Collection<UUID> shops) {
        return handle.createQuery(NAMED)
                .bind("seller", seller)
                .bindArray("shops", UUID.class, List.copyOf(shops))
                .map((row, context) -> target(row))
                .list();
    }

    private static SyncTarget target(ResultSet row) throws SQLException {
        return new SyncTarget(
                row.getObject("id", UUID.class), row.getString("marketplace"), row.getBoolean("needs_new_key"));
    }
}
