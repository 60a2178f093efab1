package io.marketsync.simulator.world;

import java.math.BigDecimal;

/**
 * One offer of a shop. {@code index} is its place in the catalogue; {@link #DELETED} marks an offer that postings still name
 * but that the catalogue no longer lists. {@code sku} is 0 until moderation is over.
 */
public record Product(int index, Codes codes, String name, BigDecimal price, Standing standing) {

    public static final int DELETED = -1;

    /** The three names that the marketplace gives one thing. */
    public record Codes(long productId, long sku, String offerId) {}

    /** What the marketplace lets the seller do with a product. */
    public enum Standing {
        ON_SALE("price_sent"),
        ARCHIVED("price_sent"),
        UNMODERATED("moderating");

        private final String status;

        Standing(String status) {
            this.status = status;
        }

        public String status() {
            return status;
        }
    }

    public long productId() {
        return codes.productId();
    }

    public long sku() {
        return codes.sku();
    }

    public String offerId() {
        return codes.offerId();
    }

    public boolean onSale() {
        return standing == Standing.ON_SALE;
    }

    public boolean archived() {
        return standing == Standing.ARCHIVED;
    }
}
