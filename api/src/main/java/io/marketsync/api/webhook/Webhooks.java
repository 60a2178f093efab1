package io.marketsync.api.webhook;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.slf4j.MDC;

import io.marketsync.api.database.ApiTransactions;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;
import io.marketsync.db.Transactions;
import io.marketsync.job.JobTarget;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.OnTwin;
import io.marketsync.shop.Adapters;
import io.marketsync.webhook.HintStore;
import io.marketsync.webhook.RefreshOrders;
import io.marketsync.webhook.UnreadableWebhook;
import io.marketsync.webhook.Webhook;
import io.marketsync.webhook.WebhookInboxStore;
import io.marketsync.webhook.WebhookInboxStore.Added;
import io.marketsync.webhook.WebhookPathStore;
import io.marketsync.webhook.WebhookTranslator;

/** What is called on the paths of shops: kept, with what looks into it, before it is answered. */
@Singleton
class Webhooks {

    private final Clock clock = Clock.systemUTC();
    private final WebhookPathStore paths = new WebhookPathStore();
    private final WebhookInboxStore inbox = new WebhookInboxStore();
    private final HintStore hints = new HintStore();
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

    /** @param job whether a new one was put into the queue */
    private record Kept(WebhookResult result, boolean job) {

        static Kept of(WebhookResult result) {
            return new Kept(result, false);
        }
    }

    /** The answer in the marketplace's own words; refusals are problems, which {@link WebhookVoice} words. */
    String receive(Call call) {
        MDC.put("requestId", call.requestId());
        try {
            return answer(call);
        } finally {
            MDC.remove("requestId");
        }
    }

    private String answer(Call call) {
        String marketplace = call.marketplace();
        WebhookTranslator translator =
                translators.find(marketplace).orElseThrow(() -> ProblemException.of(ProblemCode.NOT_FOUND));
        if (!senders.allows(marketplace, call.peer(), call.forwardedFor())) {
            metrics.called(marketplace, WebhookResult.FOREIGN);
            throw ProblemException.of(ProblemCode.FORBIDDEN);
        }
        Webhook reading = null;
        UnreadableWebhook unreadable = null;
        try {
            reading = translator.read(call.body());
        } catch (UnreadableWebhook e) {
            unreadable = e;
        }
        Kept kept = keep(call, reading);
        metrics.called(marketplace, kept.result());
        if (kept.job()) {
            metrics.enqueued();
        }
        return switch (kept.result()) {
            case PING -> translator.pong(version, clock.instant());
            case STORED, NOTED, IGNORED, DUPLICATE -> translator.accepted();
            case GARBLED -> throw refused(unreadable);
            case FULL, LATE -> throw ProblemException.of(ProblemCode.UNAVAILABLE);
            case UNKNOWN_PATH, FOREIGN -> throw ProblemException.of(ProblemCode.NOT_FOUND);
        };
    }

    /**
     * In one transaction of at most seven statements; whose path it is comes first, so that a stranger learns nothing else.
     *
     * @param reading null when the body was not to be read
     */
    private Kept keep(Call call, Webhook reading) {
        return transactions.forSystem(handle -> {
            Optional<WebhookPathStore.Shop> shop = paths.shop(handle, call.secret(), call.marketplace());
            if (shop.isEmpty()) {
                return Kept.of(WebhookResult.UNKNOWN_PATH);
            }
            if (reading == null) {
                return Kept.of(WebhookResult.GARBLED);
            }
            if (!(reading instanceof Webhook.Event event)) {
                return Kept.of(WebhookResult.PING);
            }
            JobTarget target = new JobTarget(shop.get().sellerId(), shop.get().shopId(), call.marketplace());
            Transactions.nameSeller(handle, target.sellerId());
            Kept kept = keep(handle, target, event, call);
            if (kept.result() != WebhookResult.FULL) {
                paths.heard(handle, target.sellerId(), target.shopId());
            }
            return kept;
        });
    }

    private Kept keep(Handle handle, JobTarget shop, Webhook.Event event, Call call) {
        UUID seller = shop.sellerId();
        if (event.subject() instanceof Webhook.Part part) {
            hints.tell(handle, seller, shop.shopId(), part);
            return Kept.of(WebhookResult.NOTED);
        }
        Added added = inbox.add(handle, seller, shop.shopId(), event, call.body());
        if (added != Added.ADDED) {
            return Kept.of(added == Added.FULL ? WebhookResult.FULL : WebhookResult.DUPLICATE);
        }
        if (event.subject() instanceof Webhook.Nothing) {
            return Kept.of(WebhookResult.IGNORED);
        }
        boolean joined = queue.enqueue(handle, RefreshOrders.of(shop, call.requestId()), OnTwin.RERUN)
                .joined();
        return new Kept(WebhookResult.STORED, !joined);
    }

    private static ProblemException refused(UnreadableWebhook unreadable) {
        return ProblemException.of(unreadable.incomplete() ? ProblemCode.VALIDATION_FAILED : ProblemCode.BAD_REQUEST)
                .causedBy(unreadable);
    }
}
