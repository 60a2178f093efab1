package io.marketsync.posting;

import java.math.BigDecimal;

/**
 * One offer in a posting.
 *
 * @param offerCode the seller's own item code
 * @param price of one piece; null when the marketplace does not say
 * @param currency ISO 4217, of the price
 */
public record PostingLine(
        int lineNo, String offerCode, Long sku, String name, int quantity, BigDecimal price, String currency) {}
