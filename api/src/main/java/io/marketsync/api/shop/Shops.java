package io.marketsync.api.shop;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;

import io.marketsync.api.PublicId;
import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.job.JobTarget;
import io.marketsync.shop.KeySealer;
import io.marketsync.shop.NewShop;
import io.marketsync.shop.SealedKey;
import io.marketsync.shop.Secret;
import io.marketsync.shop.ShopStore;

/** A seller's shops. Every method is told whose, and finds nobody else's. */
@Singleton
public class Shops {

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final ApiTransactions transactions;
    private final KeyQuestions questions;
    private final ShopStore shops = new ShopStore();
    private final KeySealer sealer;

    Shops(ApiTransactions transactions, KeyQuestions questions, SealConfig config) {
        this.transactions = transactions;
        this.questions = questions;
        this.sealer = new KeySealer(config.publicKeyset());
    }

    ShopRow create(UUID seller, NewShopRequest request) {
        UUID id = ids.generate();
        SealedKey key = sealer.seal(new Secret(request.apiKey()), seller, id);
        NewShop shop = new NewShop(
                id,
                seller,
                request.marketplace(),
                request.name(),
                request.clientId(),
                key,
                NewShop.hint(request.apiKey()));
        return transactions.forSeller(seller, handle -> {
            if (!shops.insert(handle, shop)) {
                throw alreadyExists(seller, request);
            }
            questions.ask(handle, new JobTarget(seller, id, request.marketplace()));
            return ShopRow.owned(seller, id).orElseThrow();
        });
    }

    private static ProblemException alreadyExists(UUID seller, NewShopRequest request) {
        ShopRow known = ShopRow.ofAccount(seller, request.marketplace(), request.clientId())
                .orElseThrow(() -> new IllegalStateException("the shop in the way was removed in between"));
        String id = PublicId.SHOP.of(known.id);
        return ProblemException.of(ProblemCode.SHOP_ALREADY_EXISTS, id).link("shop", "/api/v1/shops/" + id);
    }

    ShopRow replaceKey(UUID seller, String shop, NewKeyRequest request) {
        return transactions.forSeller(seller, handle -> {
            ShopRow known = owned(seller, shop);
            SealedKey key = sealer.seal(new Secret(request.apiKey()), seller, known.id);
            shops.replaceKey(handle, seller, known.id, key, NewShop.hint(request.apiKey()));
            questions.ask(handle, new JobTarget(seller, known.id, known.marketplace));
            ShopRow.getEntityManager().refresh(known);
            return known;
        });
    }

    ShopRow get(UUID seller, String shop) {
        return transactions.forSeller(seller, handle -> owned(seller, shop));
    }

    List<ShopRow> page(UUID seller, UUID after, int size) {
        return transactions.forSeller(seller, handle -> ShopRow.page(seller, after, size));
    }

    /** Inside a transaction of the seller. Another seller's shop is as unknown as none. */
    public static ShopRow owned(UUID seller, String shop) {
        return PublicId.SHOP
                .parse(shop)
                .flatMap(id -> ShopRow.owned(seller, id))
                .orElseThrow(() -> ProblemException.of(ProblemCode.SHOP_NOT_FOUND, shop));
    }
}
