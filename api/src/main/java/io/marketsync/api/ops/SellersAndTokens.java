package io.marketsync.api.ops;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

import jakarta.inject.Singleton;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.api.PublicId;
import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.shop.TokenText;
import io.marketsync.shop.TokenText.Mode;

/**
 * What operators do across sellers. Each change is logged with the row of the token that asked for it.
 */
@Singleton
public class SellersAndTokens {

    private static final Logger LOG = LoggerFactory.getLogger(SellersAndTokens.class);

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final SecureRandom random = new SecureRandom();
    private final OperatorStore store = new OperatorStore();
    private final ApiTransactions transactions;

    SellersAndTokens(ApiTransactions transactions) {
        this.transactions = transactions;
    }

    SellerView createSeller(UUID askedBy, NewSellerRequest request) {
        UUID id = ids.generate();
        transactions.forSystem(handle -> {
            store.createSeller(handle, askedBy, id, request.name());
            return id;
        });
        LOG.info("ops token {} created seller {}", askedBy, id);
        return new SellerView(PublicId.SELLER.of(id), request.name());
    }

    IssuedToken createToken(UUID askedBy, String seller, NewTokenRequest request) {
        UUID owner = PublicId.SELLER.parse(seller).orElseThrow(() -> noSeller(seller));
        UUID id = ids.generate();
        TokenText token = TokenText.generate(random, Mode.LIVE);
        var row = new OperatorStore.NewToken(
                askedBy, id, owner, token.sha256(), request.label(), request.expiresInDays());
        Instant expiresAt =
                transactions.forSystem(handle -> store.createToken(handle, row)).orElseThrow(() -> noSeller(seller));
        LOG.info("ops token {} created token {} of seller {}", askedBy, id, owner);
        return new IssuedToken(PublicId.TOKEN.of(id), token.reveal(), seller, request.label(), expiresAt);
    }

    void revoke(UUID askedBy, String token) {
        UUID id = PublicId.TOKEN.parse(token).orElseThrow(() -> noToken(token));
        if (!transactions.forSystem(handle -> store.revoke(handle, askedBy, id))) {
            throw noToken(token);
        }
        LOG.info("ops token {} revoked token {}", askedBy, id);
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
