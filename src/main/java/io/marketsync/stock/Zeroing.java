package io.marketsync.stock;

/**
 * What a push would do to a shop.
 *
 * @param zeroed pairs that are sold now and would be no longer
 * @param selling pairs that the marketplace was told to sell
 * @param confirmed the seller has said lately that this is meant
 */
public record Zeroing(int zeroed, int selling, boolean confirmed) {

    public boolean exceeds(StockConfig guard) {
        return !confirmed && zeroed >= guard.zeroingLeast() && zeroed > guard.zeroingShare() * selling;
    }
}
