package io.marketsync.price;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * How {@code price.push} guards a shop: a push that would lower many prices much is stopped until its seller confirms. So looks a file whose
 * columns slipped, or a currency taken for another.
 */
@ConfigMapping(prefix = "marketsync.price")
public interface PriceConfig {

    /**
     * A price that falls by more than this part of it counts as lowered; falls with no hour between them are one. Too small counts every
     * sale, too large no mistake.
     */
    @WithDefault("0.3")
    double loweringDepth();

    /**
     * A push that would lower more than this part of a shop's prices, with those that fell within an hour, is stopped. Too small stops
     * sellers at the beginning of a sale, too large stops nobody.
     */
    @WithDefault("0.3")
    double loweringShare();

    /** Fewer lowered prices are never stopped. */
    @WithDefault("20")
    int loweringLeast();
}
