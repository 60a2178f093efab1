package io.marketsync.api.testing;

/** Schedules as workers write them: looks for due shops that are to be pulled every five minutes. */
public final class TestSchedule {

    private TestSchedule() {}

    public static void configured(String name) {
        Rows.run("""
                INSERT INTO schedule (name, kind, args, expression, zone, missed, missed_limit, every, done_until, next_at)
                VALUES (?, 'orders.pull', '{}', '*/10 * * * * *', 'UTC', 'once', 10, 300, now(), now() + interval '10 seconds')
                ON CONFLICT (name) DO UPDATE SET configured = true, trigger_asked_at = NULL""", name);
    }

    /** One job for the system each night. */
    public static void nightly(String name) {
        Rows.run("""
                INSERT INTO schedule (name, kind, args, expression, zone, missed, missed_limit, done_until, last_tick_at, last_result)
                VALUES (?, 'orders.pull', '{}', '30 2 * * *', 'Europe/Berlin', 'all', 3, now(), '2026-03-01T01:30:00Z', 'enqueued')""", name);
    }
}
