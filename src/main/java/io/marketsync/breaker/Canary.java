package io.marketsync.breaker;

import io.marketsync.permit.Level;
import io.marketsync.shop.ShopAccess;

/** How one finds out whether a marketplace is back. Implemented by its adapter. */
public interface Canary {

    String marketplace();

    /** All calls to the marketplace pass it; while the marketplace is away it is held. */
    Level level();

    /**
     * One call that costs little and changes nothing. It passes all levels but {@link #level}, and is told to no {@link CallWatch}.
     *
     * @return whether the marketplace works; that it refuses the shop's key says that it does
     */
    boolean answers(ShopAccess shop) throws InterruptedException;
}
