package io.marketsync.price;

import java.math.BigDecimal;
import java.util.Optional;

/** What speaks against a price whatever the marketplace is. */
public final class PriceGuards {

    private PriceGuards() {}

    /** @param currency of the shop; null while nobody knows */
    public static Optional<Objection> objection(Price price, String currency) {
        if (price.price().signum() <= 0) {
            return Optional.of(new Objection("price", "POSITIVE", "0", "A price is more than nothing. Correct it."));
        }
        if (currency != null && !currency.equals(price.currency())) {
            return Optional.of(new Objection(
                    "currency",
                    "OTHER_CURRENCY",
                    currency,
                    "The shop's prices are in " + currency + ". Say the price in that currency."));
        }
        return belowMinimum(price.price(), price.minimumPrice());
    }

    /** @param minimum null or zero for none */
    public static Optional<Objection> belowMinimum(BigDecimal price, BigDecimal minimum) {
        if (minimum == null || price.compareTo(minimum) >= 0) {
            return Optional.empty();
        }
        String least = minimum.toPlainString();
        return Optional.of(new Objection(
                "price",
                "BELOW_MINIMUM",
                least,
                "The price is below your minimum price of " + least + ". Correct it, or lower the minimum price."));
    }
}
