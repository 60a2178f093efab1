package io.marketsync.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.simulator.Seeds;

import static org.assertj.core.api.Assertions.assertThat;

class DemandTest {

    private static final Instant EPOCH = Instant.parse("2026-10-01T00:00:00.123456Z");
    private static final Instant END = EPOCH.plus(Demand.HISTORY);
    private static final long SEED = Seeds.next(DemandTest.class);
    private static final int HISTORY = 50;

    private static List<Instant> times(Duration interval, int arrivals) {
        Demand demand = new Demand(EPOCH, HISTORY, interval);
        return IntStream.range(0, HISTORY + arrivals)
                .mapToObj(index -> demand.placedAt(Dice.of(SEED, index), index))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 300, 450, 999, 1_000, 1_001, 1_500, 2_000, 3_999, 4_500})
    void timesGrowStrictlyHoweverShortTheInterval(int millis) {
        assertThat(times(Duration.ofMillis(millis), 5_000)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void ordersComeAtTheirRateAndVary() {
        List<Instant> arrivals = times(Duration.ofMillis(300), 3_000).subList(HISTORY, HISTORY + 3_000);
        Instant first = END.truncatedTo(ChronoUnit.MILLIS).plusMillis(300);
        List<Long> late = IntStream.range(0, arrivals.size())
                .mapToObj(index -> Duration.between(first.plusMillis(300L * index), arrivals.get(index))
                        .toMillis())
                .toList();

        assertThat(late).allSatisfy(millis -> assertThat(millis).isBetween(0L, 150L));
        assertThat(Set.copyOf(late)).hasSizeGreaterThan(100);
    }
}
