package io.marketsync.workers.cron;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.marketsync.schedule.ShopFreshnessStore.Staleness;

/** Says that schedules ask for more than the limits on starts let through, at most once an hour. */
final class FitWarning {

    private static final Duration PAUSE = Duration.ofHours(1);

    private final Clock clock;
    private Instant last = Instant.MIN;

    FitWarning(Clock clock) {
        this.clock = clock;
    }

    /** Empty when everything fits, or this was said within the last hour. */
    Optional<String> about(List<Staleness> kinds) {
        List<String> tooMuch = new ArrayList<>();
        double all = 0;
        for (Staleness kind : kinds) {
            double needed = kind.shops() * 60.0 / kind.every().toSeconds();
            all += needed;
            if (kind.ofKind() != null && needed > kind.ofKind()) {
                tooMuch.add(kind.kind() + " for " + kind.shops() + " shops every " + kind.every() + " needs "
                        + rounded(needed) + " starts a minute, and cron:" + kind.kind() + " allows " + kind.ofKind());
            }
        }
        Integer ofCron = kinds.isEmpty() ? null : kinds.getFirst().ofCron();
        if (ofCron != null && all > ofCron) {
            tooMuch.add("all schedules need " + rounded(all) + " starts a minute, and cron allows " + ofCron);
        }
        if (tooMuch.isEmpty() || clock.instant().isBefore(next())) {
            return Optional.empty();
        }
        last = clock.instant();
        return Optional.of(String.join("; ", tooMuch));
    }

    private Instant next() {
        return last == Instant.MIN ? last : last.plus(PAUSE);
    }

    private static String rounded(double perMinute) {
        return String.format(Locale.ROOT, "%.1f", perMinute);
    }
}
