package io.marketsync.workers.cron;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import io.marketsync.schedule.Schedule;

/** Which of the ticks that have come since a schedule was last looked at do run. */
final class MissedTicks {

    /** Longer than any process needs to take a tick that another's death left over. */
    static final Duration LATE = Duration.ofSeconds(30);

    private MissedTicks() {}

    /** In their order; as many jobs of a schedule of the system. */
    static List<Instant> toRun(Schedule schedule, CronExpression expression, Instant doneUntil, Instant now) {
        if (doneUntil.isAfter(now)) {
            return List.of(); // the database's clock went back
        }
        Optional<Instant> latest = expression.latest(doneUntil, now);
        if (latest.isEmpty()) {
            return List.of();
        }
        return switch (schedule.missed()) {
            case SKIP -> latest.get().isBefore(now.minus(LATE)) ? List.of() : List.of(latest.get());
            case ONCE -> List.of(latest.get());
            case ALL -> backwards(expression, doneUntil, latest, schedule.missedLimit());
        };
    }

    private static List<Instant> backwards(
            CronExpression expression, Instant doneUntil, Optional<Instant> latest, int most) {
        Deque<Instant> ticks = new ArrayDeque<>();
        Optional<Instant> tick = latest;
        while (tick.isPresent() && ticks.size() < most) {
            ticks.addFirst(tick.get());
            Instant before = tick.get().minusNanos(1);
            tick = before.isBefore(doneUntil) ? Optional.empty() : expression.latest(doneUntil, before);
        }
        return List.copyOf(ticks);
    }
}
