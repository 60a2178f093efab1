package io.marketsync.api.webhook;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.MDC;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.api.shop.Shops;
import io.marketsync.db.Transactions;
import io.marketsync.job.JobTarget;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.shop.Adapters;
import io.marketsync.webhook.RefreshOrders;
import io.marketsync.webhook.UnreadableWebhook;
import io.marketsync.webhook.Webhook;
import io.marketsync.webhook.WebhookInboxStore;
import io.marketsync.webhook.WebhookInboxStore.Added;
import io.marketsync.webhook.WebhookPathStore;
import io.marketsync.webhook.WebhookSecret;
import io.marketsync.webhook.WebhookTranslator;

/** The paths of shops, and what is called on them: kept once, with the job that looks into it, before it is answered. */
@Singleton
class Webhooks {

    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.systemUTC();
    private final WebhookPathStore paths = new WebhookPathStore();
    private final WebhookInboxStore inbox = new WebhookInboxStore();
    private final ApiTransactions transactions;
    private final JobQueue queue;
    private final Adapters<WebhookTranslator> translators;
    private final Senders senders;
    private final WebhookMetrics metrics;
    private final String version;

    Webhooks(
            ApiTransactions transactions,
            JobQueue queue,
            Adapters<WebhookTranslator> translators,
            Senders senders,
            WebhookMetrics metrics,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.transactions = transactions;
        this.queue = queue;
        this.translators = translators;
        this.senders = senders;
        this.metrics = metrics;
        this.version = version;
    }

    /** @param reading null when the body was not to be read */
    private record Call(WebhookTranslator translator, WebhookSecret path, Webhook reading, byte[] body) {}

    /** @param job whether a new one was put into the queue */
    private record Kept(WebhookResult result, boolean job) {

        static Kept of(WebhookResult result) {
            return new Kept(result, false);
        }
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

    void remove(UUID seller, String shop) {
        transactions.forSeller(seller, handle -> {
            paths.remove(handle, seller, Shops.owned(seller, shop).id);
            return null;
        });
    }

    /** The answer in the marketplace's own words; refusals are problems, which {@link WebhookVoice} words. */
    String receive(String marketplace, WebhookSecret path, String peer, List<String> forwardedFor, byte[] body) {
        WebhookTranslator translator =
                translators.find(marketplace).orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND));
        if (!senders.allows(marketplace, peer, forwardedFor)) {
            metrics.called(marketplace, WebhookResult.FOREIGN);
            throw ProblemException.of(ProblemCode.FORBIDDEN);
        }
        Webhook reading = null;
        UnreadableWebhook unreadable = null;
        try {
            reading = translator.read(body);
        } catch (UnreadableWebhook e) {
            unreadable = e;
        }
        Kept kept = keep(new Call(translator, path, reading, body));
        metrics.called(marketplace, kept.result());
        if (kept.job()) {
            metrics.enqueued();
        }
        return switch (kept.result()) {
            case PING -> translator.pong(version, clock.instant());
            case STORED, IGNORED, DUPLICATE -> translator.accepted();
            case GARBLED -> throw refused(unreadable);
            case FULL -> throw ProblemException.of(ProblemCode.UNAVAILABLE);
            case UNKNOWN_PATH, FOREIGN -> throw ProblemException.of(ProblemCode.NOT_FOUND);
        };
    }

    /** In one transaction of at most six statements; whose path it is comes first, so that a stranger learns nothing else. */
    private Kept keep(Call call) {
        return transactions.forSystem(handle -> {
            Optional<WebhookPathStore.Shop> shop =
                    paths.shop(handle, call.path(), call.translator().marketplace());
            if (shop.isEmpty()) {
                return Kept.of(WebhookResult.UNKNOWN_PATH);
            }
            if (call.reading() == null) {
                return Kept.of(WebhookResult.GARBLED);
            }
            if (!(call.reading() instanceof Webhook.Event event)) {
                return Kept.of(WebhookResult.PING);
            }
            UUID seller = shop.get().sellerId();
            UUID id = shop.get().shopId();
            Transactions.nameSeller(handle, seller);
            Added added = inbox.add(handle, seller, id, event, call.body());
            if (added != Added.ADDED) {
                return Kept.of(added == Added.FULL ? WebhookResult.FULL : WebhookResult.DUPLICATE);
            }
            if (event.posting() == null) {
                return Kept.of(WebhookResult.IGNORED);
            }
            JobTarget target = new JobTarget(seller, id, call.translator().marketplace());
            boolean joined = queue.enqueue(handle, RefreshOrders.of(target, MDC.get("requestId")), OnTwin.RERUN)
                    .joined();
            return new Kept(WebhookResult.STORED, !joined);
        });
    }

    private static ProblemException refused(UnreadableWebhook unreadable) {
        return ProblemException.of(unreadable.incomplete() ? ProblemCode.VALIDATION_FAILED : ProblemCode.BAD_REQUEST)
                .causedBy(unreadable);
    }
}
