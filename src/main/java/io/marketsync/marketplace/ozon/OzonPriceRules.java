package io.marketsync.marketplace.ozon;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

import io.marketsync.price.Objection;
import io.marketsync.price.Price;
import io.marketsync.price.PriceRules;

/**
 * Ozon's rules about the price that is struck through: it is so much higher that the discount is worth the name, and not so high that it is
 * none. The amounts of the gap are roubles; for other currencies Ozon does not publish them, and its answer to the item tells.
 */
public final class OzonPriceRules implements PriceRules {

    private static final String ROUBLES = "RUB";
    private static final BigDecimal LOW = new BigDecimal("400");
    private static final BigDecimal LOW_GAP = new BigDecimal("20");
    private static final BigDecimal TOP = new BigDecimal("10000");
    private static final BigDecimal TOP_GAP = new BigDecimal("500");
    private static final BigDecimal GAP_SHARE = new BigDecimal("0.05");
    private static final BigDecimal CENT = new BigDecimal("0.01");

    @Override
    public String marketplace() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    public Optional<Objection> objection(Price price) {
        if (price.oldPrice().signum() == 0) {
            return Optional.empty();
        }
        BigDecimal least = price.price().add(gap(price));
        if (price.oldPrice().compareTo(least) < 0) {
            String bound = least.toPlainString();
            return Optional.of(new Objection(
                    "oldPrice",
                    "OLD_PRICE_TOO_LOW",
                    bound,
                    "With this price Ozon takes an old price of " + bound + " or more. Raise it, or leave it out."));
        }
        // The discount is less than 90 %, so the price is more than a tenth.
        BigDecimal most = price.price().multiply(BigDecimal.TEN).subtract(CENT);
        if (price.oldPrice().compareTo(most) > 0) {
            String bound = most.toPlainString();
            return Optional.of(new Objection(
                    "oldPrice",
                    "OLD_PRICE_TOO_HIGH",
                    bound,
                    "Ozon takes discounts of less than 90 %: with this price an old price of " + bound
                            + " at most. Lower it, or leave it out."));
        }
        return Optional.empty();
    }

    private static BigDecimal gap(Price price) {
        if (!price.currency().equals(ROUBLES)) {
            return CENT;
        }
        if (price.price().compareTo(LOW) < 0) {
            return LOW_GAP;
        }
        return price.price().compareTo(TOP) > 0
                ? TOP_GAP
                : price.price().multiply(GAP_SHARE).setScale(Price.DECIMALS, RoundingMode.UP);
    }
}
