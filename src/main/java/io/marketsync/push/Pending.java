package io.marketsync.push;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;

/**
 * What of one shop its marketplace does not have.
 *
 * @param pending all of it
 * @param waiting of it, what is not sent now: the marketplace takes no other value yet, or refused this one
 * @param nextAt when the first of those is sent; null when there is none
 */
public record Pending(int pending, int waiting, Instant nextAt) {

    /** Of columns of the same names. */
    public static Pending of(ResultSet row) throws SQLException {
        Timestamp nextAt = row.getTimestamp("next_at");
        return new Pending(row.getInt("pending"), row.getInt("waiting"), nextAt == null ? null : nextAt.toInstant());
    }
}
