package io.marketsync.stock;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What {@code stock.push} waits for, and how it guards a shop. */
@ConfigMapping(prefix = "marketsync.stock")
public interface StockConfig {

    /**
     * A push that would set more than this part of what a shop sells to zero, with what pushes set to zero within an hour, is stopped until
     * its seller confirms: so looks a file that was cut, or a system that lost its data. Too small stops sellers that sell out, too large
     * stops nobody.
     */
    @WithDefault("0.3")
    double zeroingShare();

    /** Fewer pairs to zero are never stopped. */
    @WithDefault("20")
    int zeroingLeast();

    /**
     * Stock is told to a marketplace only when its orders were read so lately; zeroes are told at once. What is sold in between is sold
     * twice if it was the last: longer is riskier, shorter costs a pull of orders for each push.
     */
    @WithDefault("PT30S")
    Duration ordersFresh();

    /** So long a push waits for the pull of orders that it asked for; then it goes on without. */
    @WithDefault("PT2M")
    Duration ordersPatience();

    /**
     * Marketplaces' clocks may differ so much from the database's. An order born so soon after a value was taken may be older than it, and
     * the value is told again.
     */
    @WithDefault("PT10S")
    Duration clockSkew();
}
