package io.marketsync.price;

/**
 * What a push would do to a shop.
 *
 * @param lowered prices that would fall by more than {@link PriceConfig#loweringDepth}
 * @param priced prices that the marketplace was told before
 * @param confirmed the seller has said lately that this is meant
 */
public record Lowering(int lowered, int priced, boolean confirmed) {

    public boolean exceeds(PriceConfig guard) {
        return !confirmed && lowered >= guard.loweringLeast() && lowered > guard.loweringShare() * priced;
    }
}
