package io.marketsync.testing;

import java.time.Duration;

import io.marketsync.breaker.BreakerConfig;

/** When a marketplace counts as away in tests. Its members are what the product reads from its configuration. */
public record TestBreaker(
        Duration window,
        int failures,
        double share,
        int credentials,
        Duration firstProbe,
        Duration longestProbe,
        Duration ramp)
        implements BreakerConfig {

    public static TestBreaker shipped() {
        return with(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofSeconds(60));
    }

    public static TestBreaker with(Duration firstProbe, Duration longestProbe, Duration ramp) {
        return new TestBreaker(Duration.ofSeconds(30), 10, 0.5, 3, firstProbe, longestProbe, ramp);
    }
}
