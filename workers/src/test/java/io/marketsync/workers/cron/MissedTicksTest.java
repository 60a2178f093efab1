package io.marketsync.workers.cron;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.schedule.Missed;
import io.marketsync.schedule.Schedule;

import static org.assertj.core.api.Assertions.assertThat;

/** A schedule of every full hour that was last dealt with at noon. */
class MissedTicksTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @EnumSource
    void aTickThatIsTakenInTimeRunsOnceUnderEveryPolicy(Missed missed) {
        assertThat(toRun(missed, Duration.ofMinutes(60))).containsExactly(hour(1));
        assertThat(toRun(missed, Duration.ofMinutes(60).plusSeconds(2))).containsExactly(hour(1));
    }

    @ParameterizedTest
    @EnumSource
    void nothingRunsBeforeItsTime(Missed missed) {
        assertThat(toRun(missed, Duration.ZERO)).isEmpty();
        assertThat(toRun(missed, Duration.ofMinutes(60).minusMillis(1))).isEmpty();
        assertThat(toRun(missed, Duration.ofMinutes(-90)))
                .as("a clock that went back")
                .isEmpty();
    }

    @Test
    void skipLetsGoOfATickThatIsMoreThanHalfAMinuteLate() {
        assertThat(toRun(Missed.SKIP, Duration.ofHours(3).plusSeconds(30))).containsExactly(hour(3));
        assertThat(toRun(Missed.SKIP, Duration.ofHours(3).plusMillis(30_001))).isEmpty();
    }

    @Test
    void onceRunsTheLatestOfManyThatWereMissed() {
        assertThat(toRun(Missed.ONCE, Duration.ofDays(40).plusMinutes(59))).containsExactly(hour(40 * 24));
    }

    @Test
    void allRunsTheLatestAsManyAsAllowedInTheirOrder() {
        assertThat(toRun(Missed.ALL, Duration.ofHours(3).plusMinutes(10))).containsExactly(hour(1), hour(2), hour(3));
        assertThat(toRun(Missed.ALL, Duration.ofHours(100))).containsExactly(hour(97), hour(98), hour(99), hour(100));
    }

    private static Instant hour(int hours) {
        return NOON.plus(Duration.ofHours(hours));
    }

    private static List<Instant> toRun(Missed missed, Duration sinceNoon) {
        Schedule hourly = new Schedule("hourly", "test.tick", "{}", "0 * * * *", "UTC", missed, 4, Optional.empty());
        return MissedTicks.toRun(
                hourly, CronExpression.of(hourly.expression(), hourly.zone()), NOON, NOON.plus(sinceNoon));
    }
}
