package io.marketsync.shop;

import java.util.List;

/**
 * A seller's own warehouses, as a marketplace lists them.
 *
 * <p>Only reads there. The list is whole, disabled ones included, or a {@code JobFailure} with its reason: never a part of it. Each code
 * comes once.
 */
public interface Warehouses extends Adapter {

    /** Whether a key of which this is said may ask. Who asks without the right offends the marketplace for nothing. */
    boolean open(KeyFacts key);

    List<Warehouse> of(ShopAccess shop) throws InterruptedException;
}
