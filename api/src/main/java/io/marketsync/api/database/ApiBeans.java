package io.marketsync.api.database;

import java.security.SecureRandom;
import java.util.List;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.marketsync.marketplace.ozon.OzonPriceRules;
import io.marketsync.marketplace.ozon.OzonWebhooks;
import io.marketsync.price.PriceRules;
import io.marketsync.queue.Admission;
import io.marketsync.queue.JobQueue;
import io.marketsync.shop.Adapters;
import io.marketsync.webhook.WebhookTranslator;

/** Where the container meets the core. */
@Singleton
public class ApiBeans {

    @Produces
    @Singleton
    JobQueue jobQueue() {
        return new JobQueue();
    }

    @Produces
    @Singleton
    Adapters<WebhookTranslator> webhookTranslators() {
        return new Adapters<>(List.of(new OzonWebhooks()));
    }

    @Produces
    @Singleton
    Adapters<PriceRules> priceRules() {
        return new Adapters<>(List.of(new OzonPriceRules()));
    }

    @Produces
    @Singleton
    Admission admission() {
        return new Admission(new SecureRandom());
    }
}
