package io.marketsync.schedule;

import java.util.List;

import org.jdbi.v3.core.Handle;

/** What the limits on starts let cron do, beside what it has waiting: the tables {@code start_limit} and jobrunr_jobs, read only. */
public final class CronLimitStore {

    private static final String USES = """
            WITH waiting AS MATERIALIZED (SELECT lane, n FROM waiting_of_cron() WHERE NOT blocked)
            SELECT l.name, l.per_minute::bigint + coalesce(
                    (SELECT o.per_minute FROM start_limit o WHERE o.name = l.overflow), 0) AS per_minute,
                coalesce((SELECT sum(w.n) FROM waiting w WHERE starts_with(w.lane, l.name || ':')), 0) AS waiting
            FROM start_limit l WHERE l.name IN ('cron', 'cron:' || :kind)""";

    /**
     * @param perMinute starts in a minute, with those of its overflow
     * @param waiting jobs that will draw on it
     */
    public record Use(String name, long perMinute, long waiting) {}

    /** The limits that jobs of this kind draw on when cron asks for them. */
    public List<Use> uses(Handle handle, String kind) {
        return handle.createQuery(USES)
                .bind("kind", kind)
                .map((row, context) ->
                        new Use(row.getString("name"), row.getLong("per_minute"), row.getLong("waiting")))
                .list();
    }
}
