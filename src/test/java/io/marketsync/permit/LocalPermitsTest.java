package io.marketsync.permit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.permit.Answer.Granted;
import io.marketsync.permit.Answer.Later;

import static org.assertj.core.api.Assertions.assertThat;

class LocalPermitsTest extends PermitsContract {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong passed = new AtomicLong();
    private final LocalPermits permits =
            new LocalPermits(CONFIG, () -> System.nanoTime() + passed.get(), (level, all) -> all);

    @BeforeEach
    void beganSoLongAgoThatNoWindowReachesBackToIt() {
        passed.set(LONG.multipliedBy(2).toNanos());
    }

    @Override
    Permits permits() {
        return permits;
    }

    @Test
    void budgetsCountAsSpentWhenItBegins() {
        LocalPermits fresh = new LocalPermits(CONFIG, nanos::get, (level, all) -> all);
        Level level = level("", 10, LONG);
        Later later = (Later) fresh.ask(click(level));
        assertThat(later.in()).isEqualTo(LONG);
        nanos.addAndGet(LONG.toNanos());
        assertThat(fresh.ask(click(level))).isInstanceOf(Granted.class);
        fresh.begin(Duration.ofSeconds(1));
        assertThat(((Later) fresh.ask(click(level))).in()).isEqualTo(LONG.plusSeconds(1));
    }

    @Test
    void whatIsNotItsOwnTakesNoMemory() {
        Ask elsewhere = click(level(":elsewhere", 10, LONG));
        permits.answered(elsewhere, Duration.ZERO);
        permits.unused(elsewhere);
        permits.leave(elsewhere);
        permits.release(level(":elsewhere", 10, LONG));
        assertThat(permits.levels()).isZero();
    }

    @Test
    void whatIsOverIsForgotten() {
        for (int i = 0; i < 100; i++) {
            permits.hold(level(":" + i, 1, WINDOW), Duration.ofMillis(1), Duration.ZERO);
        }
        passed.addAndGet(LONG.toNanos());
        permits.hold(level(":last", 1, WINDOW), Duration.ofMinutes(1), Duration.ZERO);
        assertThat(permits.levels()).isEqualTo(1);
    }

    @Test
    void onlyItsShareIsGranted() {
        LocalPermits shared = new LocalPermits(CONFIG, nanos::get, (level, all) -> all / 4);
        nanos.addAndGet(LONG.toNanos());
        Level level = level("", 10, LONG);
        Level small = level(":small", 3, LONG);
        assertThat(shared.ask(click(level))).isInstanceOf(Granted.class);
        assertThat(shared.ask(click(level))).isInstanceOf(Granted.class);
        assertThat(shared.ask(click(level))).isInstanceOf(Later.class);
        assertThat(shared.ask(click(small))).as("none of three is ours").isInstanceOf(Later.class);
    }
}
