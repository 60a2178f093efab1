package io.marketsync.schedule;

import java.time.Duration;
import java.util.List;

import io.marketsync.schedule.CronLimitStore.Use;

/** How many jobs of cron fit under the limits on starts: what these let start in a time, less what waits for that already. */
public final class StartRoom {

    /** Jobs of one tick: bounds its statements, and what a raised limit pours into a queue at once. */
    public static final int MOST = 2_000;

    private StartRoom() {}

    /** @param limits those that the job's lane draws on; none, and only {@value #MOST} bounds it */
    public static int within(Duration time, List<Use> limits) {
        long room = MOST;
        for (Use limit : limits) {
            room = Math.min(room, starts(limit.perMinute(), time) - limit.waiting());
        }
        return (int) Math.max(0, room);
    }

    /** Rounded up, or a limit of one a minute would never let anything into its queue. */
    private static long starts(long perMinute, Duration time) {
        return Math.ceilDiv(perMinute * Math.max(1, time.toMillis()), 60_000L);
    }
}
