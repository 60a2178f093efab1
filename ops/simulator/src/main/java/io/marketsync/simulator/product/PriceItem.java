package io.marketsync.simulator.product;

import java.math.BigDecimal;
import java.util.Optional;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Body;

/** One price to set, and Ozon's rules about it. An old price of zero means that none is struck through. */
record PriceItem(
        Optional<String> offerId,
        long productId,
        BigDecimal price,
        Optional<BigDecimal> oldPrice,
        Optional<BigDecimal> minPrice,
        Terms terms) {

    private static final BigDecimal LOW = new BigDecimal("400");
    private static final BigDecimal TOP = new BigDecimal("10000");
    private static final BigDecimal LOW_GAP = new BigDecimal("20");
    private static final BigDecimal TOP_GAP = new BigDecimal("500");
    private static final BigDecimal AVERAGE_GAP_SHARE = new BigDecimal("0.05");
    private static final BigDecimal LEAST_SHARE = new BigDecimal("0.10");
    private static final int DECIMALS = 2;

    /** What is asked for beside the price itself. */
    private record Terms(Optional<String> currency, boolean actionsEnabled) {}

    /** Refuses the whole request when an item is no price at all. */
    static PriceItem of(Body body) {
        Optional<String> offer = body.text("offer_id").filter(text -> !text.isBlank());
        long productId = body.number("product_id").orElse(0L);
        if (offer.isEmpty() && productId <= 0) {
            throw malformed(body);
        }
        Terms terms = new Terms(
                body.text("currency_code").filter(text -> !text.isBlank()),
                body.textOrEmpty("auto_action_enabled").equals("ENABLED"));
        BigDecimal price = decimal(body, "price").orElseThrow(() -> malformed(body));
        return new PriceItem(offer, productId, price, decimal(body, "old_price"), decimal(body, "min_price"), terms);
    }

    Optional<ItemError> objection(String shopCurrency) {
        if (price.signum() <= 0) {
            return Optional.of(new ItemError("price_negative", "Price must be greater than zero"));
        }
        if (terms.currency().isPresent() && !terms.currency().get().equals(shopCurrency)) {
            return Optional.of(new ItemError("invalid_currency_code", "Currency must be " + shopCurrency));
        }
        if (terms.actionsEnabled() && minPrice.isEmpty()) {
            return Optional.of(new ItemError("action_price_enabled_min_price_missing", "min_price is required"));
        }
        return oldPrice.filter(old -> old.signum() > 0).flatMap(this::discountObjection);
    }

    private Optional<ItemError> discountObjection(BigDecimal old) {
        BigDecimal gap = old.subtract(price);
        if (price.compareTo(old.multiply(LEAST_SHARE)) <= 0) {
            return Optional.of(new ItemError("discount_too_big", "The discount must be less than 90%"));
        }
        if (price.compareTo(LOW) < 0) {
            return tooSmall("low", gap.compareTo(LOW_GAP) < 0);
        }
        if (price.compareTo(TOP) > 0) {
            return tooSmall("top", gap.compareTo(TOP_GAP) < 0);
        }
        return tooSmall("average", gap.compareTo(price.multiply(AVERAGE_GAP_SHARE)) < 0);
    }

    private static Optional<ItemError> tooSmall(String band, boolean is) {
        String code = "discount_for_" + band + "_price_is_too_small";
        return is ? Optional.of(new ItemError(code, "The discount is too small")) : Optional.empty();
    }

    private static Optional<BigDecimal> decimal(Body body, String field) {
        try {
            Optional<BigDecimal> value =
                    body.text(field).filter(text -> !text.isEmpty()).map(BigDecimal::new);
            if (value.isPresent() && value.get().stripTrailingZeros().scale() > DECIMALS) {
                throw malformed(body);
            }
            return value;
        } catch (NumberFormatException e) {
            throw malformed(body);
        }
    }

    static Refusal malformed(Body body) {
        return Refusal.invalid("Request validation error: " + body.path() + " embedded message failed validation");
    }
}
