package io.marketsync.api.pause;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The table {@code pause}: what operators began, changed through functions of the database. Breakers end what they began. */
final class PauseStore {

    private static final String PAUSE = "SELECT ops_pause(:by, :scope, :name, :note)";
    private static final String RESUME = "SELECT ops_resume(:by, :scope, :name)";
    private static final String LIST = """
            SELECT scope, name, coalesce(note, '') AS note, since FROM pause
            WHERE cause = 'ops' AND (scope, name) > (:scope, :name)
            ORDER BY scope, name LIMIT :most""";

    /** @param name as stored: the id of a shop is a UUID */
    record Pause(String scope, String name, String note, Instant since) {}

    /** Since when; empty when there is no such shop or schedule. */
    Optional<Instant> pause(Handle handle, UUID askedBy, String scope, String name, String note) {
        return handle.createQuery(PAUSE)
                .bind("by", askedBy)
                .bind("scope", scope)
                .bind("name", name)
                .bind("note", note)
                .map((row, context) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
                .one();
    }

    /** False when it was not paused, empty when there is no such shop or schedule. */
    Optional<Boolean> resume(Handle handle, UUID askedBy, String scope, String name) {
        return handle.createQuery(RESUME)
                .bind("by", askedBy)
                .bind("scope", scope)
                .bind("name", name)
                .map((row, context) -> Optional.ofNullable(row.getObject(1, Boolean.class)))
                .one();
    }

    List<Pause> page(Handle handle, String afterScope, String afterName, int most) {
        return handle.createQuery(LIST)
                .bind("scope", afterScope)
                .bind("name", afterName)
                .bind("most", most)
                .map((row, context) -> new Pause(
                        row.getString("scope"),
                        row.getString("name"),
                        row.getString("note"),
                        row.getTimestamp("since").toInstant()))
                .list();
    }
}
