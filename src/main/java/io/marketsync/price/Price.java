package io.marketsync.price;

import java.math.BigDecimal;

/**
 * What an offer costs at a marketplace. Amounts have two decimals; one with more is none.
 *
 * @param price what a buyer is asked
 * @param oldPrice what is struck through beside it; zero for none
 * @param minimumPrice what no action of the marketplace may go below, and no price of the seller; zero for none, null when the seller never
 *     said one: then the marketplace keeps the one it has
 * @param currency three letters
 */
public record Price(BigDecimal price, BigDecimal oldPrice, BigDecimal minimumPrice, String currency) {

    public static final int DECIMALS = 2;

    public Price {
        price = price.setScale(DECIMALS);
        oldPrice = oldPrice.setScale(DECIMALS);
        minimumPrice = minimumPrice == null ? null : minimumPrice.setScale(DECIMALS);
    }
}
