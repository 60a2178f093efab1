package io.marketsync.simulator.world;

import java.util.Optional;

/**
 * The name of a posting, and through it the order: {@code 1001010000-0042-1} is the first posting of the order with id
 * 10010100000042. {@code parentSuffix} is 0 unless the posting came out of a split.
 */
public record PostingNumber(long orderId, int suffix, int parentSuffix) {

    private static final int ORDERS_PER_GROUP = 10_000;

    /** Unique and growing: the tie breaker of every list. */
    public long id() {
        return orderId * 10 + suffix;
    }

    public String order() {
        return "%010d-%04d".formatted(orderId / ORDERS_PER_GROUP, orderId % ORDERS_PER_GROUP);
    }

    public String text() {
        return order() + "-" + suffix;
    }

    public Optional<String> parent() {
        return parentSuffix == 0 ? Optional.empty() : Optional.of(order() + "-" + parentSuffix);
    }

    /** The order id inside the text of a posting number, or empty when the text is no posting number. */
    static Optional<Long> orderIdOf(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(parts[0]) * ORDERS_PER_GROUP + Long.parseLong(parts[1]));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
