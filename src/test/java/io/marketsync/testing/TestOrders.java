package io.marketsync.testing;

import java.time.Duration;

import io.marketsync.posting.OrdersConfig;

/** How orders are pulled in tests: as shipped, but for bounds that a test can reach. Its members are what the product reads from its configuration. */
public record TestOrders(
        Duration overlap,
        Duration lookback,
        Duration sweep,
        int pageCap,
        int heldPerPull,
        Duration openEvery,
        Duration checkEvery,
        int checkedPerPull,
        Duration backfillTurn)
        implements OrdersConfig {

    public static TestOrders with(int pageCap, int heldPerPull, int checkedPerPull) {
        return new TestOrders(
                Duration.ofMinutes(10),
                Duration.ofDays(90),
                Duration.ofDays(14),
                pageCap,
                heldPerPull,
                Duration.ofMinutes(15),
                Duration.ofHours(6),
                checkedPerPull,
                Duration.ofMinutes(1));
    }
}
