package io.marketsync.api.ops;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.api.PublicId;
import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.shop.TokenText;
import io.marketsync.shop.TokenText.Mode;

/**
 * What operators do across sellers, through the functions of migration V3: the api's own role can write neither table. Each
 * change is logged with the row of the token that asked for it.
 */
@Singleton
public class SellersAndTokens {

    private static final Logger LOG = LoggerFactory.getLogger(SellersAndTokens.class);

    private static final String CREATE_SELLER = "SELECT ops_create_seller(:by, :id, :name)";
    private static final String CREATE_TOKEN = "SELECT ops_create_token(:by, :id, :seller, :hash, :label, :days)";
    private static final String REVOKE_TOKEN = "SELECT ops_revoke_token(:by, :id)";
    private static final String EXPIRY = "SELECT now() + :days * interval '1 day'";

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final SecureRandom random = new SecureRandom();
    private final ApiTransactions transactions;

    SellersAndTokens(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    SellerView createSeller(UUID askedBy, NewSellerRequest request) {
        UUID id = ids.generate();
        transactions.forSystem(handle -> done(handle.createQuery(CREATE_SELLER)
                .bind("by", askedBy)
                .bind("id", id)
                .bind("name", request.name())));
        LOG.info("ops token {} created seller {}", askedBy, id);
        return new SellerView(PublicId.SELLER.of(id), request.name());
    }

    IssuedToken createToken(UUID askedBy, String seller, NewTokenRequest request) {
        UUID owner = PublicId.SELLER.parse(seller).orElseThrow(() -> noSeller(seller));
        UUID id = ids.generate();
        TokenText token = TokenText.generate(random, Mode.LIVE);
        IssuedToken issued = transactions.forSystem(handle -> {
            done(handle.createQuery(CREATE_TOKEN)
                            .bind("by", askedBy)
                            .bind("id", id)
                            .bind("seller", owner)
                            .bind("hash", token.sha256())
                            .bind("label", request.label())
                            .bind("days", request.expiresInDays()))
                    .orElseThrow(() -> noSeller(seller));
            var expiresAt = handle.createQuery(EXPIRY)
                    .bind("days", request.expiresInDays())
                    .map((row, context) -> row.getTimestamp(1).toInstant())
                    .one();
            return new IssuedToken(PublicId.TOKEN.of(id), token.reveal(), seller, request.label(), expiresAt);
        });
        LOG.info("ops token {} created token {} of seller {}", askedBy, id, owner);
        return issued;
    }

    void revoke(UUID askedBy, String token) {
        UUID id = PublicId.TOKEN.parse(token).orElseThrow(() -> noToken(token));
        transactions
                .forSystem(handle -> done(
                        handle.createQuery(REVOKE_TOKEN).bind("by", askedBy).bind("id", id)))
                .orElseThrow(() -> noToken(token));
        LOG.info("ops token {} revoked token {}", askedBy, id);
    }

    /** Empty when the function found nobody to do it for. */
    private static Optional<UUID> done(Query function) {
        return function.map((row, context) -> Optional.ofNullable(row.getObject(1, UUID.class)))
                .one();
    }

    private static ProblemException noSeller(String seller) {
        return ProblemException.of(ProblemCode.SELLER_NOT_FOUND, seller);
    }

    /** Someone may have pasted the token itself where its id belongs: then it is not repeated. */
    private static ProblemException noToken(String token) {
        boolean secret = TokenText.parse(token).isPresent();
        return ProblemException.of(ProblemCode.TOKEN_NOT_FOUND, secret ? "***" : token);
    }
}
