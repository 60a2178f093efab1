package io.marketsync.workers.cron;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.marketsync.job.Kind;
import io.marketsync.schedule.Schedule;
import io.marketsync.schedule.ScheduleStore.Taken;

/**
 * A schedule that this process has taken.
 *
 * @param due its ticks that have come and do run, in their order
 * @param next the first tick after now; null when there is none
 */
record Tick(Taken taken, Kind<?> kind, List<Instant> due, Instant next) {

    private static final Duration NO_NEXT = Duration.ofMinutes(1);

    Schedule schedule() {
        return taken.schedule();
    }

    Instant now() {
        return taken.now();
    }

    boolean runs() {
        return taken.triggered() || !due.isEmpty();
    }

    /** How long the jobs of this tick have the limits on starts for themselves: until the next, from when this one should have run. */
    Duration untilNext() {
        Instant from = due.isEmpty() ? taken.now() : due.getLast();
        return next == null ? NO_NEXT : Duration.between(from, next);
    }

    /** When the last of them do not fit, the ticks before those are dealt with. */
    Instant doneUntil(int left) {
        return left == due.size() ? taken.doneUntil() : due.get(due.size() - left - 1);
    }

    /** The latest tick that ran; null when none fitted. An operator's is at the moment it runs. */
    Instant lastRun(int left) {
        if (taken.triggered()) {
            return taken.now();
        }
        return left == due.size() ? null : due.get(due.size() - left - 1);
    }
}
