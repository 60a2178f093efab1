package io.marketsync.api.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Dead letters of all sellers, through the functions of migration V6, which check that the caller's ops token lives. */
final class DeadLetterStore {

    private static final String KNOWS_SELLER = "SELECT ops_knows_seller(:by, :seller)";
    private static final String LIST =
            "SELECT * FROM ops_dead_letters(:by, :kind, :reason, :seller, :before, :beforeId, :most)";
    private static final String RETRY = "SELECT retried, twin FROM ops_retry_dead_letter(:by, :job)";
    private static final String DISCARD = "SELECT ops_discard_dead_letter(:by, :job)";
    private static final String RETRY_ALL =
            "SELECT changed, more FROM ops_retry_dead_letters(:by, :kind, :reason, :seller, :most)";
    private static final String DISCARD_ALL =
            "SELECT changed, more FROM ops_discard_dead_letters(:by, :kind, :reason, :seller, :most)";

    /** Null members let everything pass. */
    record Filter(String kind, String reason, UUID seller) {}

    /** Where a page begins: after this one. */
    record Place(Instant deadSince, UUID id) {}

    /** @param seller null for a job of the system */
    record DeadLetter(
            UUID id,
            String kind,
            String queue,
            UUID seller,
            UUID shop,
            Integer attempts,
            String reason,
            String error,
            Instant deadSince) {}

    /** @param twin stands in the way when it was not retried */
    record Retried(boolean retried, UUID twin) {}

    boolean knowsSeller(Handle handle, UUID askedBy, UUID seller) {
        return handle.createQuery(KNOWS_SELLER)
                .bind("by", askedBy)
                .bind("seller", seller)
                .mapTo(Boolean.class)
                .one();
    }

    /** The youngest first. */
    List<DeadLetter> page(Handle handle, UUID askedBy, Filter filter, Place after, int most) {
        Query query = filtered(handle.createQuery(LIST), askedBy, filter, most);
        if (after == null) {
            query.bindNull("before", Types.TIMESTAMP).bindNull("beforeId", Types.OTHER);
        } else {
            query.bind("before", LocalDateTime.ofInstant(after.deadSince, ZoneOffset.UTC))
                    .bind("beforeId", after.id);
        }
        return query.map((row, context) -> letter(row)).list();
    }

    /** Empty when there is no such dead letter. */
    Optional<Retried> retry(Handle handle, UUID askedBy, UUID job) {
        return handle.createQuery(RETRY)
                .bind("by", askedBy)
                .bind("job", job)
                .map((row, context) -> Optional.ofNullable(row.getObject("retried", Boolean.class))
                        .map(retried -> new Retried(retried, twin(row))))
                .one();
    }

    /** False when there is no such dead letter. */
    boolean discard(Handle handle, UUID askedBy, UUID job) {
        return handle.createQuery(DISCARD)
                .bind("by", askedBy)
                .bind("job", job)
                .mapTo(Boolean.class)
                .one();
    }

    BatchView retryAll(Handle handle, UUID askedBy, Filter filter, int most) {
        return batch(filtered(handle.createQuery(RETRY_ALL), askedBy, filter, most));
    }

    BatchView discardAll(Handle handle, UUID askedBy, Filter filter, int most) {
        return batch(filtered(handle.createQuery(DISCARD_ALL), askedBy, filter, most));
    }

    private static Query filtered(Query query, UUID askedBy, Filter filter, int most) {
        return query.bind("by", askedBy)
                .bind("kind", filter.kind)
                .bind("reason", filter.reason)
                .bindBySqlType("seller", filter.seller, Types.OTHER)
                .bind("most", most);
    }

    private static BatchView batch(Query query) {
        return query.map((row, context) -> new BatchView(row.getInt("changed"), row.getBoolean("more")))
                .one();
    }

    private static UUID twin(ResultSet row) {
        try {
            return row.getObject("twin", UUID.class);
        } catch (SQLException e) {
            throw new IllegalStateException("ops_retry_dead_letter answers with a twin", e);
        }
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        return new DeadLetter(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("queue"),
                row.getObject("seller_id", UUID.class),
                row.getObject("shop_id", UUID.class),
                row.getObject("attempts", Integer.class),
                row.getString("reason"),
                row.getString("error"),
                row.getObject("dead_since", LocalDateTime.class).toInstant(ZoneOffset.UTC));
    }
}
