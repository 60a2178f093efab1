package io.marketsync.api.database;

import java.util.UUID;

import jakarta.inject.Singleton;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.CMTTransactionHandler;

import io.marketsync.db.Database;
import io.marketsync.db.Transactions;

/**
 * A request's transaction, as the role marketsync_api. JDBC through the handle and Panache's queries inside the body share one
 * connection and one JTA transaction, so row-level security holds for both.
 */
@Singleton
public class ApiTransactions implements Transactions {

    private final Jdbi jdbi;

    ApiTransactions(AgroalDataSource dataSource) {
        this.jdbi = Database.on(dataSource).setTransactionHandler(new CMTTransactionHandler());
    }

    @Override
    public <T> T forSeller(UUID seller, Body<T> body) {
        return forSystem(handle -> {
            Transactions.nameSeller(handle, seller);
            return body.run(handle);
        });
    }

    @Override
    public <T> T forSystem(Body<T> body) {
        return QuarkusTransaction.requiringNew().call(() -> jdbi.withHandle(body::run));
    }
}
