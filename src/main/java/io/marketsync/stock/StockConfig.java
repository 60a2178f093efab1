package io.marketsync.stock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How {@code stock.push} guards a shop. */
@ConfigMapping(prefix = "marketsync.stock")
public interface StockConfig {

    /**
     * A push that would set more than this part of what a shop sells to zero is stopped until its seller confirms: so looks a file that
     * was cut, or a system that lost its data. Too small stops sellers that sell out, too large stops nobody.
     */
    @WithDefault("0.3")
    double zeroingShare();

    /** Fewer pairs to zero are never stopped. */
    @WithDefault("20")
    int zeroingLeast();
}
