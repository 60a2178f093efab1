package io.marketsync.api.schedule;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The table {@code schedule}, which workers write from their configuration: read and triggered through the functions of V8. */
final class ScheduleStore {

    private static final String LIST = "SELECT * FROM ops_schedules(:by, :named, :after, :most)";
    private static final String TRIGGER = "SELECT ops_trigger_schedule(:by, :name)";

    /**
     * @param everySeconds null when a tick is one job of the system
     * @param shops of those that are neither paused nor without a usable key; null as everySeconds is
     */
    record Row(
            String name,
            String kind,
            String expression,
            String zone,
            String missed,
            int missedLimit,
            Integer everySeconds,
            boolean configured,
            Instant lastTickAt,
            String lastResult,
            Instant nextAt,
            Instant triggerAskedAt,
            boolean paused,
            String note,
            Shops shops) {}

    record Shops(long all, long due, long late, Instant stalestAt) {}

    List<Row> page(Handle handle, UUID askedBy, String after, int most) {
        return list(handle, askedBy, null, after, most);
    }

    Optional<Row> named(Handle handle, UUID askedBy, String name) {
        return list(handle, askedBy, name, "", 1).stream().findFirst();
    }

    /** False when it is not in the configuration. */
    boolean trigger(Handle handle, UUID askedBy, String name) {
        return handle.createQuery(TRIGGER)
                .bind("by", askedBy)
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    private static List<Row> list(Handle handle, UUID askedBy, String named, String after, int most) {
        return handle.createQuery(LIST)
                .bind("by", askedBy)
                .bind("named", named)
                .bind("after", after)
                .bind("most", most)
                .map((row, context) -> row(row))
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("name"),
                row.getString("kind"),
                row.getString("expression"),
                row.getString("zone"),
                row.getString("missed"),
                row.getInt("missed_limit"),
                row.getObject("every", Integer.class),
                row.getBoolean("configured"),
                instant(row, "last_tick_at"),
                row.getString("last_result"),
                instant(row, "next_at"),
                instant(row, "trigger_asked_at"),
                row.getBoolean("paused"),
                row.getString("note"),
                shops(row));
    }

    private static Shops shops(ResultSet row) throws SQLException {
        long all = row.getLong("shops");
        return row.wasNull()
                ? null
                : new Shops(all, row.getLong("due"), row.getLong("late"), instant(row, "stalest_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
