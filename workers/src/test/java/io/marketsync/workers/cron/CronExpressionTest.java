package io.marketsync.workers.cron;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Germany goes from 02:00 to 03:00 on 2026-03-29 at 01:00Z, and from 03:00 back to 02:00 on 2026-10-25 at 01:00Z. */
class CronExpressionTest {

    private static final String BERLIN = "Europe/Berlin";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/10 * * * * * | UTC | 2026-03-01T00:00:03Z | 2026-03-01T00:00:10Z",
                "*/10 * * * * * | UTC | 2026-03-01T00:00:10Z | 2026-03-01T00:00:20Z",
                "*/5 * * * * | UTC | 2026-03-01T23:57:00Z | 2026-03-02T00:00:00Z",
                "30 2 * * * | Europe/Berlin | 2026-01-10T12:00:00Z | 2026-01-11T01:30:00Z",
                "30 2 * * * | Europe/Berlin | 2026-07-10T12:00:00Z | 2026-07-11T00:30:00Z",
                "0 3 * * 1-5 | UTC | 2026-03-06T03:00:00Z | 2026-03-09T03:00:00Z",
                "0 3 * * 7 | UTC | 2026-03-06T03:00:00Z | 2026-03-08T03:00:00Z",
                "0 0 3 * * SUN | UTC | 2026-03-06T03:00:00Z | 2026-03-08T03:00:00Z",
                "0 0 29 2 * | UTC | 2026-03-01T00:00:00Z | 2028-02-29T00:00:00Z",
                "0 0 13 * 5 | UTC | 2026-03-01T00:00:00Z | 2026-03-06T00:00:00Z"
            })
    void ticksInItsZone(String expression, String zone, Instant after, Instant next) {
        assertThat(CronExpression.of(expression, zone).next(after)).contains(next);
    }

    @Test
    void aTimeThatIsLeftOutTicksWhenTheChangeIsOver() {
        assertThat(ticks("30 2 * * *", "2026-03-27T12:00:00Z", "2026-03-31T12:00:00Z"))
                .containsExactly(
                        "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z");
        assertThat(ticks("15,45 2,3 * * *", "2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z"))
                .as("02:15 and 02:45 together")
                .containsExactly("2026-03-29T01:00:00Z", "2026-03-29T01:15:00Z", "2026-03-29T01:45:00Z");
        assertThat(ticks("0 2,3 * * *", "2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z"))
                .as("02:00 and 03:00 are the same moment")
                .containsExactly("2026-03-29T01:00:00Z");
    }

    @Test
    void aTimeThatComesTwiceTicksOnce() {
        assertThat(ticks("30 2 * * *", "2026-10-23T12:00:00Z", "2026-10-27T12:00:00Z"))
                .containsExactly(
                        "2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", "2026-10-27T01:30:00Z");
        assertThat(ticks("0 2,3 * * *", "2026-10-24T22:00:00Z", "2026-10-25T04:00:00Z"))
                .containsExactly("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/10 * * * *", "0 */10 * * * *"})
    void anExpressionOfEveryHourFollowsRealTimeThroughBothChanges(String expression) {
        for (String around : List.of("2026-03-28T20:00:00Z", "2026-10-24T20:00:00Z")) {
            Instant from = Instant.parse(around);
            List<String> expected = new ArrayList<>();
            for (int minutes = 10; minutes <= 600; minutes += 10) {
                expected.add(from.plus(Duration.ofMinutes(minutes)).toString());
            }
            assertThat(ticks(expression, around, from.plus(Duration.ofHours(10)).toString()))
                    .containsExactlyElementsOf(expected);
        }
    }

    /** Its clocks change by half an hour, at 02:00 local time. */
    @Test
    void aChangeOfHalfAnHourLosesNothingEither() {
        assertThat(ticks("Australia/Lord_Howe", "*/30 * * * *", "2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z"))
                .containsExactly(
                        "2026-04-04T14:30:00Z",
                        "2026-04-04T15:00:00Z",
                        "2026-04-04T15:30:00Z",
                        "2026-04-04T16:00:00Z",
                        "2026-04-04T16:30:00Z");
        assertThat(ticks("Australia/Lord_Howe", "15 2 * * *", "2026-10-02T20:00:00Z", "2026-10-04T20:00:00Z"))
                .containsExactly("2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z");
    }

    @Test
    void theLatestTickIsFoundHoweverLongAgo() {
        CronExpression nightly = CronExpression.of("30 2 * * *", BERLIN);
        assertThat(nightly.latest(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2026-10-25T12:00:00Z")))
                .contains(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(nightly.latest(Instant.parse("2026-10-25T00:30:00Z"), Instant.parse("2026-10-25T12:00:00Z")))
                .isEmpty();
        assertThat(nightly.latest(Instant.parse("2026-10-24T12:00:00Z"), Instant.parse("2026-10-25T00:30:00Z")))
                .contains(Instant.parse("2026-10-25T00:30:00Z"));
        CronExpression often = CronExpression.of("* * * * * *", BERLIN);
        Instant now = Instant.parse("2026-10-25T12:00:00.700Z");
        assertThat(often.latest(now.minusMillis(1_900), now)).contains(Instant.parse("2026-10-25T12:00:00Z"));
        assertThat(often.latest(now.minusMillis(300), now)).isEmpty();
        assertThat(often.latest(now, now)).isEmpty();
    }

    /** Whatever fractions of a second the moments have. */
    @ParameterizedTest
    @ValueSource(strings = {"* * * * * *", "*/10 * * * * *", "* * * * *", "7,8 30 2 * * *"})
    void theLatestTickIsTheLastOfAll(String expression) {
        CronExpression cron = CronExpression.of(expression, BERLIN);
        Random random = new Random(7);
        Instant change = Instant.parse("2026-10-25T01:00:00Z");
        for (int i = 0; i < 100; i++) {
            Instant after = change.plusMillis(random.nextInt(-4_000_000, 4_000_000));
            Instant until = after.plusMillis(random.nextInt(0, 100_000));
            Optional<Instant> last = Optional.empty();
            Optional<Instant> next = cron.next(after);
            while (next.isPresent() && !next.get().isAfter(until)) {
                last = next;
                next = cron.next(next.get());
            }
            assertThat(assertTimeoutPreemptively(Duration.ofSeconds(10), () -> cron.latest(after, until)))
                    .as("after %s until %s", after, until)
                    .isEqualTo(last);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "* * * *", "60 * * * *", "* * * * * * *", "@daily", "0 0 32 * *", "* * * * 8"})
    void whatIsNoExpressionIsRefused(String expression) {
        assertThatThrownBy(() -> CronExpression.of(expression, "UTC")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatNeverTicksHasNoNext() {
        assertThat(CronExpression.of("0 0 31 2 *", "UTC").next(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    private static List<String> ticks(String expression, String after, String until) {
        return ticks(BERLIN, expression, after, until);
    }

    private static List<String> ticks(String zone, String expression, String after, String until) {
        CronExpression cron = CronExpression.of(expression, zone);
        Instant end = Instant.parse(until);
        List<String> ticks = new ArrayList<>();
        Optional<Instant> tick = cron.next(Instant.parse(after));
        while (tick.isPresent() && !tick.get().isAfter(end)) {
            ticks.add(tick.get().toString());
            tick = cron.next(tick.get());
        }
        return ticks;
    }
}
