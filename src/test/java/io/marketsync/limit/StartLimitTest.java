package io.marketsync.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class StartLimitTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00.400Z");

    @Test
    void afterAQuietTimeTheBurstIsThereAndNoMore() {
        StartLimit limit = StartLimit.full("cron", 60, 10, START);
        assertThat(limit.available(START)).isEqualTo(10);
        assertThat(limit.spend(10, START).available(START)).isZero();
        assertThat(limit.spend(10, START).available(START.plusSeconds(1))).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"200, 50", "20, 10", "20, 20", "60, 30", "1, 1", "6000, 100"})
    void underDemandAlmostAllIsUsedAndNoMinuteSeesMore(int perMinute, int burst) {
        List<Instant> starts = greedy(StartLimit.full("cron", perMinute, burst, START), Duration.ofMinutes(10));
        assertThat(mostInAMinute(starts)).isLessThanOrEqualTo(perMinute);
        assertThat(starts.size()).isGreaterThanOrEqualTo(Math.max(9, (int) (perMinute * 10 * 0.95)));
    }

    @RepeatedTest(20)
    void noMinuteSeesMoreHoweverDemandComes() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int perMinute = 1 + random.nextInt(100);
        StartLimit limit = StartLimit.full("cron", perMinute, 1 + random.nextInt(perMinute), START);
        List<Instant> starts = new ArrayList<>();
        Instant now = START;
        for (int i = 0; i < 2000; i++) {
            now = now.plusMillis(random.nextInt(5) == 0 ? random.nextInt(30_000) : random.nextInt(300));
            int wanted = Math.min(limit.available(now), 1 + random.nextInt(20));
            if (wanted > 0) {
                limit = limit.spend(wanted, now);
                for (int n = 0; n < wanted; n++) {
                    starts.add(now);
                }
            }
        }
        assertThat(mostInAMinute(starts)).as("seed %s", seed).isLessThanOrEqualTo(perMinute);
    }

    @Test
    void nothingStartsUnderAZero() {
        StartLimit limit =
                new StartLimit("cron", 0, 1, java.util.Optional.empty(), 1, START, new int[0], START.getEpochSecond());
        assertThat(limit.available(START.plusSeconds(100))).isZero();
        assertThat(limit.next(START)).isAfter(START);
    }

    @Test
    void aClockThatGoesBackGivesNothingTwice() {
        StartLimit limit = StartLimit.full("cron", 60, 10, START).spend(10, START);
        assertThat(limit.available(START.minusSeconds(5))).isZero();
        assertThat(limit.spend(0, START.minusSeconds(5)).available(START)).isZero();
    }

    @Test
    void aLimitThatIsLoweredCountsWhatStartedBefore() {
        StartLimit before = StartLimit.full("cron", 60, 60, START).spend(40, START);
        StartLimit lowered =
                new StartLimit("cron", 30, 30, before.overflow(), 30, START, before.spent(), before.spentAt());
        assertThat(lowered.available(START.plusSeconds(30))).isZero();
        assertThat(lowered.available(START.plusSeconds(62))).isEqualTo(30);
    }

    /** Starts whenever one may, and looks again when the limit says. */
    private static List<Instant> greedy(StartLimit limit, Duration time) {
        List<Instant> starts = new ArrayList<>();
        Instant now = START;
        StartLimit left = limit;
        while (now.isBefore(START.plus(time))) {
            int available = left.available(now);
            for (int i = 0; i < available; i++) {
                starts.add(now);
            }
            left = available > 0 ? left.spend(available, now) : left;
            Instant next = left.next(now);
            now = next.isAfter(now) ? next : now.plusMillis(1);
        }
        return starts;
    }

    private static int mostInAMinute(List<Instant> starts) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < starts.size(); to++) {
            while (!starts.get(from).plusSeconds(60).isAfter(starts.get(to))) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
