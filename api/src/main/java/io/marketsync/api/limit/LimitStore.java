package io.marketsync.api.limit;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.api.PublicId;
import io.marketsync.api.limit.LimitsView.Concurrency;
import io.marketsync.api.limit.LimitsView.Starts;

/** The tables {@code start_limit} and {@code concurrency_limit}: read as they are, changed through the functions of migration V6. */
final class LimitStore {

    private static final UUID DEFAULT = new UUID(0, 0);
    private static final int SHOWN = 1000;

    /** The array holds starts by second; the last of them is the second spent_at. */
    private static final String STARTS = """
            SELECT name, per_minute, burst, overflow,
                (SELECT coalesce(sum(s.n), 0) FROM unnest(spent) WITH ORDINALITY AS s (n, at)
                 WHERE spent_at - cardinality(spent) + s.at > extract(epoch FROM now()) - 60) AS started
            FROM start_limit ORDER BY name""";

    private static final String CONCURRENCY =
            "SELECT scope, of, running FROM concurrency_limit ORDER BY of <> :default, scope, of LIMIT :most";

    private static final String NAMES = "SELECT name FROM start_limit";
    private static final String SET_STARTS =
            "SELECT ops_set_start_limit(:by, :name, :perMinute, :burst, :overflow)::text";
    private static final String REMOVE_STARTS = "SELECT ops_remove_start_limit(:by, :name)";
    private static final String SET_CONCURRENCY = "SELECT ops_set_concurrency(:by, :scope, :of, :running)";
    private static final String SET_DEFAULT = "SELECT ops_set_concurrency(:by, :scope, NULL, :running)";
    private static final String REMOVE_CONCURRENCY = "SELECT ops_remove_concurrency(:by, :scope, :of)";

    /** What became of a limit that was to be removed. The words are those of the function. */
    enum Removed {
        REMOVED,
        DEFAULT,
        USED,
        UNKNOWN
    }

    private final QueueBoundStore bounds = new QueueBoundStore();

    LimitsView all(Handle handle) {
        List<Starts> starts = handle.createQuery(STARTS)
                .map((row, context) -> new Starts(
                        row.getString("name"),
                        row.getInt("per_minute"),
                        row.getInt("burst"),
                        row.getString("overflow"),
                        row.getLong("started")))
                .list();
        List<Concurrency> concurrency = handle.createQuery(CONCURRENCY)
                .bind("default", DEFAULT)
                .bind("most", SHOWN + 2)
                .map((row, context) -> new Concurrency(
                        row.getString("scope"),
                        publicId(row.getString("scope"), row.getObject("of", UUID.class)),
                        row.getInt("running")))
                .list();
        return new LimitsView(starts, concurrency, bounds.all(handle));
    }

    private static String publicId(String scope, UUID of) {
        if (DEFAULT.equals(of)) {
            return null;
        }
        return (scope.equals("shop") ? PublicId.SHOP : PublicId.SELLER).of(of);
    }

    Set<String> names(Handle handle) {
        return handle.createQuery(NAMES).mapTo(String.class).set();
    }

    void setStarts(Handle handle, UUID askedBy, String name, StartLimitRequest limit) {
        handle.createQuery(SET_STARTS)
                .bind("by", askedBy)
                .bind("name", name)
                .bind("perMinute", limit.perMinute())
                .bind("burst", limit.burst())
                .bind("overflow", limit.overflow())
                .mapTo(String.class)
                .one();
    }

    Removed removeStarts(Handle handle, UUID askedBy, String name) {
        return handle.createQuery(REMOVE_STARTS)
                .bind("by", askedBy)
                .bind("name", name)
                .map((row, context) -> Removed.valueOf(row.getString(1).toUpperCase(Locale.ROOT)))
                .one();
    }

    void setDefault(Handle handle, UUID askedBy, String scope, int running) {
        handle.createQuery(SET_DEFAULT)
                .bind("by", askedBy)
                .bind("scope", scope)
                .bind("running", running)
                .mapTo(Boolean.class)
                .one();
    }

    /** False when there is no such seller or shop. */
    boolean setConcurrency(Handle handle, UUID askedBy, String scope, UUID of, int running) {
        return handle.createQuery(SET_CONCURRENCY)
                .bind("by", askedBy)
                .bind("scope", scope)
                .bind("of", of)
                .bind("running", running)
                .mapTo(Boolean.class)
                .one();
    }

    /** False when it had no limit of its own. */
    boolean removeConcurrency(Handle handle, UUID askedBy, String scope, UUID of) {
        return handle.createQuery(REMOVE_CONCURRENCY)
                .bind("by", askedBy)
                .bind("scope", scope)
                .bind("of", of)
                .mapTo(Boolean.class)
                .one();
    }
}
