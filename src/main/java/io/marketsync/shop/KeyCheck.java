package io.marketsync.shop;

/**
 * Asks a marketplace about a shop's key.
 *
 * <p>Only reads there. A key that the marketplace refuses is a {@code JobFailure} with the reason auth; what it does not say is null;
 * an answer that cannot be understood is a transient failure and never an end of the key.
 */
public interface KeyCheck extends Adapter {

    /** Its word, as in the column {@code shop.marketplace}. */
    KeyFacts check(ShopAccess shop) throws InterruptedException;
}
