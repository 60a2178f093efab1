package io.marketsync.schedule;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.Queue;

/** The table {@code schedule}: what is configured, and how far each schedule is. All times are the database's. */
public final class ScheduleStore {

    /** A schedule that is new, comes back, or has another expression begins now: nothing before was missed. */
    private static final String CONFIGURE = """
            WITH asked AS (
                SELECT * FROM unnest(:names, :kinds, :args, :expressions, :zones, :missed, :limits, :everies, :nexts)
                    AS a (name, kind, args, expression, zone, missed, missed_limit, every, next_at)),
            gone AS (
                UPDATE schedule s SET configured = false, next_at = NULL, trigger_asked_at = NULL
                WHERE s.configured AND s.name <> ALL (:names))
            INSERT INTO schedule AS s (name, kind, args, expression, zone, missed, missed_limit, every, done_until, next_at)
            SELECT a.name, a.kind, a.args, a.expression, a.zone, a.missed, a.missed_limit, a.every, now(), a.next_at
            FROM asked a ORDER BY a.name
            ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, args = excluded.args, expression = excluded.expression,
                zone = excluded.zone, missed = excluded.missed, missed_limit = excluded.missed_limit, every = excluded.every,
                configured = true,
                done_until = CASE WHEN s.configured AND (s.expression, s.zone) = (excluded.expression, excluded.zone)
                    THEN s.done_until ELSE excluded.done_until END,
                next_at = CASE WHEN s.configured AND (s.expression, s.zone) = (excluded.expression, excluded.zone)
                    THEN s.next_at ELSE excluded.next_at END""";

    private static final String WAITING = """
            SELECT name, kind FROM schedule
            WHERE configured AND kind = ANY (:kinds) AND (next_at <= now() OR trigger_asked_at IS NOT NULL) ORDER BY name""";

    /** What another process holds is its to tick; what it has ticked meanwhile is no longer found. */
    private static final String TAKE = """
            SELECT s.*, now() AS now,
                EXISTS (SELECT FROM pause p WHERE p.scope = 'schedule' AND p.name = s.name) AS paused,
                EXISTS (SELECT FROM pause p WHERE p.scope = 'kind' AND p.name = s.kind
                        OR p.scope = 'queue' AND p.name = :queue) AS held
            FROM schedule s
            WHERE s.name = :name AND s.configured AND s.kind = :kind AND (s.next_at <= now() OR s.trigger_asked_at IS NOT NULL)
            FOR UPDATE OF s SKIP LOCKED""";

    private static final String TICKED = """
            UPDATE schedule SET done_until = :doneUntil, next_at = :nextAt, trigger_asked_at = NULL, last_result = :result,
                last_tick_at = coalesce(:lastTick, last_tick_at)
            WHERE name = :name""";

    /** A schedule whose tick has come, or that was triggered. */
    public record Waiting(String name, String kind) {}

    /**
     * A schedule that waits for its tick, locked by the caller's transaction.
     *
     * @param doneUntil ticks up to here are dealt with
     * @param triggered an operator asked for a tick
     * @param held its kind or queue is paused
     */
    public record Taken(
            Schedule schedule, Instant doneUntil, Instant now, boolean triggered, boolean paused, boolean held) {}

    /**
     * @param doneUntil ticks up to here are dealt with
     * @param nextAt when the schedule is looked at again
     * @param lastTick the latest tick that ran; null when none did
     */
    public record Progress(Instant doneUntil, Instant nextAt, String result, Instant lastTick) {}

    public Instant now(Handle handle) {
        return handle.createQuery("SELECT now()").mapTo(Instant.class).one();
    }

    /**
     * Makes these the schedules, with one statement; others are marked as no longer configured.
     *
     * @param firstTick of a schedule that begins now; null when it has none
     */
    public void configure(Handle handle, List<Schedule> schedules, Function<Schedule, Instant> firstTick) {
        handle.createUpdate(CONFIGURE)
                .bindArray("names", String.class, each(schedules, Schedule::name))
                .bindArray("kinds", String.class, each(schedules, Schedule::kind))
                .bindArray("args", String.class, each(schedules, Schedule::args))
                .bindArray("expressions", String.class, each(schedules, Schedule::expression))
                .bindArray("zones", String.class, each(schedules, Schedule::zone))
                .bindArray("missed", String.class, each(schedules, schedule -> schedule.missed()
                        .word()))
                .bindArray("limits", Integer.class, each(schedules, Schedule::missedLimit))
                .bindArray("everies", Integer.class, each(schedules, ScheduleStore::everySeconds))
                .bindArray("nexts", Instant.class, each(schedules, firstTick::apply))
                .execute();
    }

    /** Of the kinds that the caller can store jobs of. */
    public List<Waiting> waiting(Handle handle, Collection<String> kinds) {
        return handle.createQuery(WAITING)
                .bindArray("kinds", String.class, kinds.toArray())
                .map((row, context) -> new Waiting(row.getString("name"), row.getString("kind")))
                .list();
    }

    /** Empty when another process ticks it, or has. */
    public Optional<Taken> take(Handle handle, Waiting waiting, Queue queue) {
        return handle.createQuery(TAKE)
                .bind("name", waiting.name())
                .bind("kind", waiting.kind())
                .bind("queue", queue.word())
                .map((row, context) -> taken(row))
                .findOne();
    }

    /** Before the transaction that took it commits. */
    public void ticked(Handle handle, String name, Progress progress) {
        handle.createUpdate(TICKED).bind("name", name).bindMethods(progress).execute();
    }

    private static Taken taken(ResultSet row) throws SQLException {
        int every = row.getInt("every");
        Optional<Duration> ofShops = row.wasNull() ? Optional.empty() : Optional.of(Duration.ofSeconds(every));
        Schedule schedule = new Schedule(
                row.getString("name"),
                row.getString("kind"),
                row.getString("args"),
                row.getString("expression"),
                row.getString("zone"),
                Missed.of(row.getString("missed")),
                row.getInt("missed_limit"),
                ofShops);
        Timestamp triggered = row.getTimestamp("trigger_asked_at");
        return new Taken(
                schedule,
                row.getTimestamp("done_until").toInstant(),
                row.getTimestamp("now").toInstant(),
                triggered != null,
                row.getBoolean("paused"),
                row.getBoolean("held"));
    }

    private static Integer everySeconds(Schedule schedule) {
        return schedule.every().map(every -> Math.toIntExact(every.toSeconds())).orElse(null);
    }

    private static Object[] each(List<Schedule> schedules, Function<Schedule, ?> column) {
        return schedules.stream().map(column).toArray();
    }
}
