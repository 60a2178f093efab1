package io.marketsync.testing;

import java.time.Duration;

import io.marketsync.stock.StockConfig;
import io.marketsync.stock.StockLevelStore;
import io.marketsync.stock.StockWatch;

/** How stock is pushed in tests: as shipped, but for what a test is about. Its members are what the product reads from its configuration. */
public record TestStock(
        double zeroingShare, int zeroingLeast, Duration ordersFresh, Duration ordersPatience, Duration clockSkew)
        implements StockConfig {

    /** As shipped. */
    public static final TestStock SHIPPED = guarding(0.3, 20);

    public static TestStock guarding(double share, int least) {
        return new TestStock(share, least, Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofSeconds(10));
    }

    public static StockWatch watch() {
        return new StockWatch(new StockLevelStore(), SHIPPED);
    }
}
