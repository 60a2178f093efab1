package io.marketsync.price;

/**
 * What a seller says of an offer's price.
 *
 * @param price a minimum price of null leaves the one that was said before
 * @param version the highest that was said of an offer wins, and of equal ones the last; null for one more than the last
 */
public record SaidPrice(String offer, Price price, Long version) {

    /** What became of it. The words are part of a statement. */
    public enum End {
        TAKEN,
        /** Something was said with a higher version before. */
        OLDER,
        /** Something was said after it. */
        SAID_LATER,
        /** It is below the minimum price that was said before. */
        BELOW_MINIMUM
    }
}
