package io.marketsync.workers.cron;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.marketsync.schedule.ShopFreshnessStore.Staleness;

import static org.assertj.core.api.Assertions.assertThat;

class FitWarningTest {

    private static final class MovableClock extends Clock {

        private Instant now = Instant.parse("2026-03-01T12:00:00Z");

        void forward(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final MovableClock clock = new MovableClock();
    private final FitWarning warning = new FitWarning(clock);

    @Test
    void whatFitsExactlyIsNotWorthAWord() {
        assertThat(warning.about(List.of(pull(100, 20, 200)))).isEmpty();
        assertThat(warning.about(List.of(pull(100_000, null, null)))).isEmpty();
        assertThat(warning.about(List.of())).isEmpty();
    }

    @Test
    void tooManyShopsForALimitAreSaidWithNumbers() {
        assertThat(warning.about(List.of(pull(101, 20, 200))))
                .contains(
                        "orders.pull for 101 shops every PT5M needs 20.2 starts a minute, and cron:orders.pull allows 20");
    }

    @Test
    void allKindsTogetherMustFitUnderTheLimitOfCron() {
        Staleness stock = new Staleness("stock.push", Duration.ofMinutes(1), 190, 0, 0, null, 200);
        assertThat(warning.about(List.of(pull(100, 20, 200), stock)))
                .contains("all schedules need 210.0 starts a minute, and cron allows 200");
    }

    @Test
    void itIsSaidAtOnceAndThenAtMostHourly() {
        List<Staleness> tooMany = List.of(pull(1_000, 20, 200));
        assertThat(warning.about(tooMany)).isPresent();
        clock.forward(Duration.ofMinutes(59));
        assertThat(warning.about(tooMany)).isEmpty();
        clock.forward(Duration.ofMinutes(1));
        assertThat(warning.about(tooMany)).isPresent();
        assertThat(warning.about(tooMany)).isEmpty();
    }

    private static Staleness pull(long shops, Integer ofKind, Integer ofCron) {
        return new Staleness("orders.pull", Duration.ofMinutes(5), shops, 0, 0, ofKind, ofCron);
    }
}
