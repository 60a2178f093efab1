package io.marketsync.stock;

/**
 * What a push would do to a shop. What pushes before it did within an hour counts, too: a mistake that comes in parts is none the smaller.
 *
 * @param zeroed pairs that are sold now and would be no longer
 * @param lately pairs that were set to zero within the last hour, and since the seller last said that this is meant
 * @param selling pairs that the marketplace was told to sell, and {@code lately}
 * @param confirmed the seller has said lately that this is meant
 */
public record Zeroing(int zeroed, int lately, int selling, boolean confirmed) {

    public int withinAnHour() {
        return zeroed + lately;
    }

    public boolean exceeds(StockConfig guard) {
        return !confirmed
                && zeroed > 0
                && withinAnHour() >= guard.zeroingLeast()
                && withinAnHour() > guard.zeroingShare() * selling;
    }
}
