package io.marketsync.simulator.world;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.marketsync.simulator.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class WorldClockTest {

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private final ManualTime real = new ManualTime(START);
    private final WorldClock clock = new WorldClock(real);

    @Test
    void runsWithRealTime() {
        real.pass(Duration.ofMinutes(3));

        assertThat(clock.now()).isEqualTo(START.plus(Duration.ofMinutes(3)));
    }

    @Test
    void aFrozenClockStandsUntilItRunsOnFromThere() {
        Instant frozen = START.plus(Duration.ofDays(1));
        clock.freeze(frozen);
        real.pass(Duration.ofHours(2));
        assertThat(clock.now()).isEqualTo(frozen);

        clock.run();
        real.pass(Duration.ofSeconds(5));
        assertThat(clock.now()).isEqualTo(frozen.plusSeconds(5));
    }

    @Test
    void advancingKeepsAFrozenClockFrozen() {
        clock.freeze(START);
        clock.advance(Duration.ofHours(1));
        real.pass(Duration.ofHours(9));

        assertThat(clock.now()).isEqualTo(START.plus(Duration.ofHours(1)));
    }

    @Test
    void budgetsRefillWhileTheWorldIsFrozenAndWhenItJumps() {
        clock.freeze(START);
        long before = clock.ticks();
        real.pass(Duration.ofSeconds(2));
        clock.advance(Duration.ofSeconds(30));

        assertThat(clock.ticks() - before).isEqualTo(Duration.ofSeconds(32).toNanos());
    }

    @Test
    void ticksNeverRunBackwards() {
        long before = clock.ticks();
        clock.moveTo(START.minus(Duration.ofDays(3)));

        assertThat(clock.ticks()).isEqualTo(before);
    }
}
