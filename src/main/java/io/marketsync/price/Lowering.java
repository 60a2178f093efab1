package io.marketsync.price;

/**
 * What a push would do to a shop. What pushes before it did within an hour counts, too: a mistake that comes in parts is none the smaller.
 *
 * @param lowered prices that would be lower by more than {@link PriceConfig#loweringDepth} than an hour ago
 * @param lately prices that are so already, since the seller last said that this is meant
 * @param priced prices that the marketplace was told before
 * @param confirmed the seller has said lately that this is meant
 */
public record Lowering(int lowered, int lately, int priced, boolean confirmed) {

    public int withinAnHour() {
        return lowered + lately;
    }

    public boolean exceeds(PriceConfig guard) {
        return !confirmed
                && lowered > 0
                && withinAnHour() >= guard.loweringLeast()
                && withinAnHour() > guard.loweringShare() * priced;
    }
}
