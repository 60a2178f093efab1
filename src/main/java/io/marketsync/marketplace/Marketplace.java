package io.marketsync.marketplace;

import java.util.List;

import io.marketsync.breaker.Canary;
import io.marketsync.shop.Adapter;

/**
 * One marketplace in this process: what it can do, each thing an adapter of a feature's port, and how one finds out whether it is back.
 * For what it cannot do it has none.
 */
public interface Marketplace {

    /** Its word in the database, in metrics and in permits; that of all its adapters, too. */
    String name();

    /** At most one for each port. */
    List<Adapter> adapters();

    Canary canary();
}
