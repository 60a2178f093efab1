package io.marketsync.api.database;

import java.security.SecureRandom;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.marketsync.api.shop.Marketplaces;
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
        return Marketplaces.that(WebhookTranslator.class);
    }

    @Produces
    @Singleton
    Adapters<PriceRules> priceRules() {
        return Marketplaces.that(PriceRules.class);
    }

    @Produces
    @Singleton
    Admission admission() {
        return new Admission(new SecureRandom());
    }
}
