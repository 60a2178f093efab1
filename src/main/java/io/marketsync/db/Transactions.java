package io.marketsync.db;

import java.util.UUID;

import org.jdbi.v3.core.Handle;

/**
 * The only way to business rows. {@link #forSeller} names the seller to PostgreSQL as its first statement, so that row-level
 * security shows and accepts this seller's rows alone; a statement outside it fails instead of finding nothing.
 * A body that throws is rolled back whole.
 */
public interface Transactions {

    <T> T forSeller(UUID seller, Body<T> body);

    /** For rows that belong to no seller: the queue, functions that look across sellers. Business tables refuse it. */
    <T> T forSystem(Body<T> body);

    interface Body<T> {
        T run(Handle handle);
    }

    /** First statement of every transaction of a seller. */
    static void nameSeller(Handle handle, UUID seller) {
        handle.createQuery("SELECT set_config('app.seller', :seller, true)")
                .bind("seller", seller.toString())
                .mapTo(String.class)
                .one();
    }
}
