package io.marketsync.api.token;

import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.security.Role;
import io.marketsync.api.security.TokenLookup;
import io.marketsync.api.security.TokenOwner;

/** Looks tokens up across sellers, through the one function that may. Asked with every request: a revoked token ends at once. */
@Singleton
public class TokenStore implements TokenLookup {

    private static final String OWNER = "SELECT token_id, seller_id, role FROM token_owner(:hash)";

    private final ApiTransactions transactions;

    TokenStore(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Optional<TokenOwner> find(byte[] sha256) {
        return transactions.forSystem(handle -> handle.createQuery(OWNER)
                .bind("hash", sha256)
                .map((row, context) -> new TokenOwner(
                        row.getObject("token_id", UUID.class),
                        row.getObject("seller_id", UUID.class),
                        row.getString("role").equals("ops") ? Role.OPS : Role.SELLER))
                .findOne());
    }
}
