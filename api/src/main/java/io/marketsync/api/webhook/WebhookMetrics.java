package io.marketsync.api.webhook;

import java.util.Set;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

import io.marketsync.shop.Adapters;
import io.marketsync.webhook.RefreshOrders;
import io.marketsync.webhook.WebhookTranslator;

/** Calls of marketplaces by what became of them, from 0; never by shop. */
@Startup
@Singleton
class WebhookMetrics {

    private final MeterRegistry registry;
    private final Set<String> marketplaces;
    private final Counter enqueued;

    WebhookMetrics(MeterRegistry registry, Adapters<WebhookTranslator> translators) {
        this.registry = registry;
        this.marketplaces = translators.marketplaces();
        for (String marketplace : marketplaces) {
            for (WebhookResult result : WebhookResult.values()) {
                calls(marketplace, result);
            }
        }
        this.enqueued = Counter.builder("marketsync.job.enqueued")
                .description("Jobs put into queues")
                .tags("queue", RefreshOrders.KIND.queue().word(), "kind", RefreshOrders.KIND.name())
                .register(registry);
    }

    /** @param marketplace as the call names it: of one that is none nothing is counted, or callers would make metrics */
    void called(String marketplace, WebhookResult result) {
        if (marketplaces.contains(marketplace)) {
            calls(marketplace, result).increment();
        }
    }

    void enqueued() {
        enqueued.increment();
    }

    private Counter calls(String marketplace, WebhookResult result) {
        return Counter.builder("marketsync.webhooks")
                .description("Calls of marketplaces to webhook paths by what became of them")
                .tags("marketplace", marketplace, "webhook_result", result.word())
                .register(registry);
    }
}
