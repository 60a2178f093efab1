package io.marketsync.db;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

import io.marketsync.limit.Deadline;
import io.marketsync.limit.HeldBack;

/**
 * The only way to business rows. {@link #forSeller} names the seller to PostgreSQL as its first statement, so that row-level
 * security shows and accepts this seller's rows alone; a statement outside it fails instead of finding nothing.
 * A body that throws is rolled back whole.
 */
public interface Transactions {

    /** As the connections of every role have it by configuration. */
    Duration LONGEST_STATEMENT = Duration.ofSeconds(30);

    <T> T forSeller(UUID seller, Body<T> body);

    /**
     * As {@link #forSeller}, when all transactions have ended that share the lock of this name: what they stored is seen here, and by every
     * transaction after this one. Whoever wants to share it meanwhile waits behind this, so that it comes to its turn however many there are;
     * and it lets the lock go at once, before it waits for any row of theirs.
     *
     * @throws HeldBack when one of them does not end within half a second
     */
    default <T> T forSellerAfter(UUID seller, String name, Body<T> body) {
        return forSystem(handle -> {
            nameSellerAfter(handle, seller, name);
            return body.run(handle);
        });
    }

    /** For rows that belong to no seller: the queue, functions that look across sellers. Business tables refuse it. */
    <T> T forSystem(Body<T> body);

    interface Body<T> {
        T run(Handle handle);
    }

    /** First statement of every transaction of a seller. In an attempt it also bounds the statements that follow by what is left. */
    static void nameSeller(Handle handle, UUID seller) {
        name(handle, seller, "", Map.of());
    }

    /** With the same statement, so that it costs no other. */
    private static void nameSellerAfter(Handle handle, UUID seller, String name) {
        try {
            name(handle, seller, ", await_sharers(:name)", Map.of("name", name));
        } catch (JdbiException e) {
            if (e.getCause() instanceof SQLException sql && "55P03".equals(sql.getSQLState())) {
                throw new HeldBack(Duration.ofSeconds(1), "More is being said; the job goes on by itself.");
            }
            throw e;
        }
    }

    private static void name(Handle handle, UUID seller, String more, Map<String, String> arguments) {
        Duration longest = Deadline.bounded(LONGEST_STATEMENT);
        handle.createQuery(
                        "SELECT set_config('app.seller', :seller, true), set_config('statement_timeout', :millis, true)"
                                + more)
                .bind("seller", seller.toString())
                .bind("millis", Long.toString(longest.toMillis()))
                .bindMap(arguments)
                .mapTo(String.class)
                .one();
    }
}
