package io.marketsync.testing;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import io.marketsync.permit.LocalPermits;
import io.marketsync.permit.PermitGate;
import io.marketsync.permit.PermitsConfig;
import io.marketsync.telemetry.PermitMetrics;

/** Gates for tests of what is behind them. */
public final class TestGate {

    /** Its members are what the product reads from its configuration. */
    public record Config(double backgroundShare, Duration underWay, Duration longestWait, OptionalInt allPerSecond)
            implements PermitsConfig {}

    private TestGate() {}

    /** Whole budgets at once, in memory; a call that would wait at all is held back. */
    public static PermitGate withoutPatience() {
        AtomicLong passed = new AtomicLong();
        PermitsConfig config = new Config(1, Duration.ofSeconds(2), Duration.ZERO, OptionalInt.empty());
        LocalPermits permits = new LocalPermits(config, () -> System.nanoTime() + passed.get(), (level, all) -> all);
        passed.set(Duration.ofDays(2).toNanos());
        return new PermitGate(permits, config, new PermitMetrics(new SimpleMeterRegistry()));
    }
}
