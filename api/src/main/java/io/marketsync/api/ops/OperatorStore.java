package io.marketsync.api.ops;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Sellers and tokens, through the functions of migration V3: the api's own role can write neither table. */
final class OperatorStore {

    private static final String CREATE_SELLER = "SELECT ops_create_seller(:by, :id, :name)";
    private static final String CREATE_TOKEN = "SELECT ops_create_token(:by, :id, :seller, :hash, :label, :days)";
    private static final String REVOKE_TOKEN = "SELECT ops_revoke_token(:by, :id)";
    private static final String EXPIRY = "SELECT now() + :days * interval '1 day'";

    /** @param askedBy the caller's ops token; the functions check that it lives */
    record NewToken(UUID askedBy, UUID id, UUID seller, byte[] sha256, String label, int days) {}

    void createSeller(Handle handle, UUID askedBy, UUID id, String name) {
        done(handle.createQuery(CREATE_SELLER)
                .bind("by", askedBy)
                .bind("id", id)
                .bind("name", name));
    }

    /** When the token expires; empty when there is no such seller. */
    Optional<Instant> createToken(Handle handle, NewToken token) {
        return done(handle.createQuery(CREATE_TOKEN)
                        .bind("by", token.askedBy)
                        .bind("id", token.id)
                        .bind("seller", token.seller)
                        .bind("hash", token.sha256)
                        .bind("label", token.label)
                        .bind("days", token.days))
                .map(created -> handle.createQuery(EXPIRY)
                        .bind("days", token.days)
                        .map((row, context) -> row.getTimestamp(1).toInstant())
                        .one());
    }

    /** False when there is no such token. */
    boolean revoke(Handle handle, UUID askedBy, UUID token) {
        return done(handle.createQuery(REVOKE_TOKEN).bind("by", askedBy).bind("id", token))
                .isPresent();
    }

    /** Empty when the function found nobody to do it for. */
    private static Optional<UUID> done(Query function) {
        return function.map((row, context) -> Optional.ofNullable(row.getObject(1, UUID.class)))
                .one();
    }
}
