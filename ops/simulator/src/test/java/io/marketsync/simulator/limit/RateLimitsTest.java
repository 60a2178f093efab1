package io.marketsync.simulator.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.marketsync.simulator.ManualTime;
import io.marketsync.simulator.limit.Permit.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitsTest {

    private static final String LIST = "/v4/posting/fbs/list";
    private static final String PUSH = "/v2/products/stocks";

    private final ManualTime time = new ManualTime(Instant.EPOCH);

    private RateLimits limits(LimitSettings settings) {
        return new RateLimits(settings, time::nanos);
    }

    private static int granted(RateLimits limits, String client, String method, int calls) {
        int granted = 0;
        for (int i = 0; i < calls; i++) {
            granted += limits.acquire(client, method).granted() ? 1 : 0;
        }
        return granted;
    }

    @Test
    void fiftyCallsPerSecondAndClientPass() {
        RateLimits limits = limits(LimitSettings.ozon(1));

        assertThat(granted(limits, "a", LIST, 60)).isEqualTo(50);
        assertThat(granted(limits, "b", LIST, 60)).isEqualTo(50);
        time.pass(Duration.ofMillis(100));
        assertThat(granted(limits, "a", LIST, 60)).isEqualTo(5);
        time.pass(Duration.ofHours(1));
        assertThat(granted(limits, "a", LIST, 60)).isEqualTo(50);
    }

    @Test
    void theRestGoesDownAndARefusalSaysWhenToComeBack() {
        RateLimits limits = limits(LimitSettings.ozon(1));

        assertThat(limits.acquire("a", LIST).remaining()).isEqualTo(49);
        granted(limits, "a", LIST, 49);
        Permit refused = limits.acquire("a", LIST);

        assertThat(refused).isEqualTo(new Permit(Verdict.LIMITED, 0, 1));
    }

    @Test
    void theStockPushHasItsOwnEightyPerMinute() {
        RateLimits limits = limits(LimitSettings.ozon(1));
        int granted = granted(limits, "a", PUSH, 50);
        time.pass(Duration.ofSeconds(1));
        granted += granted(limits, "a", PUSH, 50);

        assertThat(granted).isEqualTo(81);
        assertThat(granted(limits, "a", LIST, 50)).isPositive();
        assertThat(limits.acquire("a", PUSH).retryAfterSeconds()).isEqualTo(1);
    }

    @Test
    void theDivisorMakesEveryBudgetSmaller() {
        RateLimits limits = limits(LimitSettings.ozon(10));

        assertThat(granted(limits, "a", PUSH, 20)).isEqualTo(5);
        time.pass(Duration.ofSeconds(1));
        assertThat(granted(limits, "a", PUSH, 20)).isEqualTo(3);
        time.pass(Duration.ofSeconds(1));
        assertThat(limits.acquire("a", PUSH).retryAfterSeconds()).isEqualTo(6);
    }

    @Test
    void refusalsInARowOpenTheCircleForAWhile() {
        RateLimits limits = limits(new LimitSettings(50, 50, Map.of(), 3, 120));
        assertThat(granted(limits, "a", LIST, 3)).isEqualTo(1);

        assertThat(limits.acquire("a", LIST)).isEqualTo(new Permit(Verdict.CIRCLE_OPEN, 0, 120));
        time.pass(Duration.ofSeconds(119));
        assertThat(limits.acquire("a", LIST)).isEqualTo(new Permit(Verdict.CIRCLE_OPEN, 0, 1));
        time.pass(Duration.ofSeconds(1));
        assertThat(limits.acquire("a", LIST).granted()).isTrue();
    }

    @Test
    void whatWentOverABudgetIsCountedPerClientAndOutlivesNewSettings() {
        RateLimits limits = limits(new LimitSettings(50, 50, Map.of(), 3, 120));
        granted(limits, "a", LIST, 5);
        granted(limits, "b", LIST, 1);
        assertThat(limits.refusals()).isEqualTo(Map.of("a", 4L));

        limits.apply(LimitSettings.ozon(1));
        granted(limits, "b", LIST, 51);
        assertThat(limits.refusals()).isEqualTo(Map.of("a", 4L, "b", 1L));
    }

    @Test
    void theCallLogKnowsTheMostCallsOfAnySecondAndMinute() {
        CallLog log = new CallLog(time);
        for (int i = 0; i < 30; i++) {
            log.arrived("a", i % 2 == 0 ? LIST : PUSH);
            log.answered("a", LIST, 200);
            time.pass(Duration.ofMillis(i < 10 ? 100 : 10_000));
        }

        CallLog.Summary all = log.summaries().getFirst();
        assertThat(all.method()).isEqualTo("*");
        assertThat(all.calls()).isEqualTo(30);
        assertThat(all.maxPerSecond()).isEqualTo(10);
        assertThat(all.maxPerMinute()).isEqualTo(16);
        assertThat(all.statuses()).isEqualTo(Map.of(200, 30L));
        assertThat(log.recent()).hasSize(30);
    }
}
