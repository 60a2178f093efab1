package io.marketsync.db;

import java.util.UUID;

import org.jdbi.v3.core.Jdbi;

/** Plain JDBC transactions on a data source that takes part in no other transaction: the workers'. */
public final class JdbcTransactions implements Transactions {

    private final Jdbi jdbi;

    public JdbcTransactions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Override
    public <T> T forSeller(UUID seller, Body<T> body) {
        return jdbi.inTransaction(handle -> {
            Transactions.nameSeller(handle, seller);
            return body.run(handle);
        });
    }

    @Override
    public <T> T forSystem(Body<T> body) {
        return jdbi.inTransaction(body::run);
    }
}
