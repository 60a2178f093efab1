package io.marketsync.queue;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

import org.jobrunr.storage.sql.postgres.PostgresDialect;

/** PostgreSQL as our tables want it: ids are uuid columns, and a duplicate is known by its SQLState, in every language. */
final class UuidDialect extends PostgresDialect {

    private static final String UNIQUE_VIOLATION = "23505";

    @Override
    public void setUUID(PreparedStatement statement, int index, String name, UUID value) throws SQLException {
        statement.setObject(index, value);
    }

    @Override
    public boolean isUniqueConstraintException(SQLException e) {
        return UNIQUE_VIOLATION.equals(e.getSQLState());
    }
}
