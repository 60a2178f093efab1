package io.marketsync.schedule;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.schedule.CronLimitStore.Use;

import static org.assertj.core.api.Assertions.assertThat;

class StartRoomTest {

    @ParameterizedTest
    @CsvSource({
        "20, 0, PT1M, 20",
        "20, 15, PT1M, 5",
        "20, 30, PT1M, 0",
        "20, 0, PT10S, 4",
        "1, 0, PT1S, 1",
        "1, 1, PT1S, 0",
        "0, 0, PT1H, 0",
        "20, 0, PT0S, 1",
        "1000000, 0, PT1H, 2000"
    })
    void isWhatStartsWithinTheTimeLessWhatWaits(long perMinute, long waiting, Duration time, int room) {
        assertThat(StartRoom.within(time, List.of(new Use("cron", perMinute, waiting))))
                .isEqualTo(room);
    }

    @Test
    void theNarrowestLimitDecides() {
        List<Use> limits = List.of(new Use("cron", 200, 190), new Use("cron:orders.pull", 20, 0));
        assertThat(StartRoom.within(Duration.ofMinutes(1), limits)).isEqualTo(10);
    }

    @Test
    void withoutALimitTheStatementsAreStillBounded() {
        assertThat(StartRoom.within(Duration.ofMinutes(1), List.of())).isEqualTo(StartRoom.MOST);
    }
}
