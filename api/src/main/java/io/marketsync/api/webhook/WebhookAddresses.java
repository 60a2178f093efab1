package io.marketsync.api.webhook;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.api.shop.Shops;
import io.marketsync.shop.Adapters;
import io.marketsync.webhook.WebhookPathStore;
import io.marketsync.webhook.WebhookPathStore.Known;
import io.marketsync.webhook.WebhookSecret;
import io.marketsync.webhook.WebhookTranslator;

/** The paths of a seller's shops, as the seller makes, sees and ends them. */
@Singleton
class WebhookAddresses {

    private final SecureRandom random = new SecureRandom();
    private final WebhookPathStore paths = new WebhookPathStore();
    private final ApiTransactions transactions;
    private final Adapters<WebhookTranslator> translators;

    WebhookAddresses(ApiTransactions transactions, Adapters<WebhookTranslator> translators) {
        this.transactions = transactions;
        this.translators = translators;
    }

    /** Any path before this one ends. */
    NewPath create(UUID seller, String shop) {
        WebhookSecret secret = WebhookSecret.generate(random);
        return transactions.forSeller(seller, handle -> {
            var known = Shops.owned(seller, shop);
            if (translators.find(known.marketplace).isEmpty()) {
                throw ProblemException.of(ProblemCode.NO_WEBHOOKS, known.marketplace);
            }
            return new NewPath(known.marketplace, secret, paths.replace(handle, seller, known.id, secret));
        });
    }

    /** Empty when the shop has none. */
    Optional<Known> known(UUID seller, String shop) {
        return transactions.forSeller(seller, handle -> paths.known(handle, seller, Shops.owned(seller, shop).id));
    }

    void remove(UUID seller, String shop) {
        transactions.forSeller(seller, handle -> {
            paths.remove(handle, seller, Shops.owned(seller, shop).id);
            return null;
        });
    }
}
