package io.marketsync.simulator.stock;

/**
 * How often a product's price came.
 *
 * @param taken updates so far
 * @param fullestHour most updates taken within any hour
 * @param refused updates that were too many
 */
public record PriceTraffic(int taken, int fullestHour, int refused) {

    static final PriceTraffic NONE = new PriceTraffic(0, 0, 0);

    PriceTraffic and(int inThisHour) {
        return new PriceTraffic(taken + 1, Math.max(fullestHour, inThisHour), refused);
    }

    PriceTraffic tooMany() {
        return new PriceTraffic(taken, fullestHour, refused + 1);
    }
}
