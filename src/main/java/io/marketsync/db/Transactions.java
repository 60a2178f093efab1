package io.marketsync.db;

import java.time.Duration;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.limit.Deadline;

/**
 * The only way to business rows. {@link #forSeller} names the seller to PostgreSQL as its first statement, so that row-level
 * security shows and accepts this seller's rows alone; a statement outside it fails instead of finding nothing.
 * A body that throws is rolled back whole.
 */
public interface Transactions {

    /** As the connections of every role have it by configuration. */
    Duration LONGEST_STATEMENT = Duration.ofSeconds(30);

    <T> T forSeller(UUID seller, Body<T> body);

    /** For rows that belong to no seller: the queue, functions that look across sellers. Business tables refuse it. */
    <T> T forSystem(Body<T> body);

    interface Body<T> {
        T run(Handle handle);
    }

    /** First statement of every transaction of a seller. In an attempt it also bounds the statements that follow by what is left. */
    static void nameSeller(Handle handle, UUID seller) {
        Duration longest = Deadline.bounded(LONGEST_STATEMENT);
        handle.createQuery(
                        "SELECT set_config('app.seller', :seller, true), set_config('statement_timeout', :millis, true)")
                .bind("seller", seller.toString())
                .bind("millis", Long.toString(longest.toMillis()))
                .mapTo(String.class)
                .one();
    }
}
