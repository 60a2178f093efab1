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

    /** The same product, archived or not. */
    public Product standing(Standing other) {
        return new Product(index, codes, name, price, other);
    }

    /** The same product under another code of its seller. */
    public Product offerId(String other) {
        return new Product(index, new Codes(codes.productId(), codes.sku(), other), name, price, standing);
    }

    /** What a seller changes leaves it the product that it is: its stock and what was sold of it stay its own. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Product product && product.productId() == productId();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(productId());
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
