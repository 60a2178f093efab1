package io.marketsync.testing;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import io.marketsync.permit.LocalPermits;
import io.marketsync.permit.PermitGate;
import io.marketsync.permit.Permits;
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
        return of(wholeBudgets());
    }

    /** In memory, and none of them spent at the beginning. */
    public static LocalPermits wholeBudgets() {
        AtomicLong passed = new AtomicLong();
        LocalPermits permits =
                new LocalPermits(withoutWait(), () -> System.nanoTime() + passed.get(), (level, all) -> all);
        passed.set(Duration.ofDays(2).toNanos());
        return permits;
    }

    /** A call that would wait at all is held back. */
    public static PermitGate of(Permits permits) {
        return new PermitGate(permits, withoutWait(), new PermitMetrics(new SimpleMeterRegistry()));
    }

    private static PermitsConfig withoutWait() {
        return new Config(1, Duration.ofSeconds(2), Duration.ZERO, OptionalInt.empty());
    }
}
