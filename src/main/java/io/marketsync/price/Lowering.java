package io.marketsync.price;

/**
 * What a push would do to a shop. What pushes did before it counts, too: a mistake that comes in parts or in steps is none the smaller. Falls of
 * a price are one fall as long as no hour passes between them, or its seller says that this is meant.
 *
 * @param lowered prices that would have fallen by more than {@link PriceConfig#loweringDepth}
 * @param lately prices that have, within the last hour
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
