package io.marketsync.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.apache.commons.codec.digest.DigestUtils;

import io.marketsync.db.StatementCount;
import io.marketsync.job.Attempt;
import io.marketsync.job.Ending;
import io.marketsync.offer.OfferStore;
import io.marketsync.posting.ByNumber;
import io.marketsync.posting.PostingLineStore;
import io.marketsync.posting.PostingPages;
import io.marketsync.posting.PostingStore;
import io.marketsync.posting.PullingShop;
import io.marketsync.posting.Scheme;
import io.marketsync.shop.Adapters;
import io.marketsync.testing.KeyedShops;
import io.marketsync.testing.TestStock;
import io.marketsync.webhook.WebhookInboxStore.Added;

/** A shop that webhooks tell of postings of, and the job that asks for them. */
class RefreshingShop extends PullingShop {

    static final Instant BORN_AT = Instant.parse("2026-11-20T05:00:00Z");

    final WebhookInboxStore inbox = new WebhookInboxStore();

    record Run(Ending ending, Map<String, Long> counts) {}

    Run refresh() throws Exception {
        Attempt attempt = attempt();
        Ending ending = refreshOrders().run(attempt, new RefreshOrders.Args());
        return new Run(ending, attempt.counts().asMap());
    }

    static long statements(RefreshOrders refresh, Attempt attempt) throws Exception {
        long before = StatementCount.soFar();
        refresh.run(attempt, new RefreshOrders.Args());
        return StatementCount.soFar() - before;
    }

    RefreshOrders refreshOrders() {
        PostingStore postings = new PostingStore();
        return new RefreshOrders(
                new Adapters<>(List.of(feed)),
                KeyedShops.keys(),
                inbox,
                new ByNumber(postings),
                new PostingPages(new OfferStore(), postings, new PostingLineStore()),
                TestStock.watch());
    }

    Added told(String event, String number) {
        return database.api()
                .forSeller(seller, handle -> inbox.add(handle, seller, shop, event(event, number), new byte[0]));
    }

    static Webhook.Event event(String event, String number) {
        return new Webhook.Event(
                DigestUtils.sha256(event),
                "TYPE_TEST",
                number == null ? new Webhook.Nothing() : new Webhook.Changed(number, Scheme.FBS));
    }

    void pausesPass() {
        database.superuser()
                .useHandle(
                        handle -> handle.execute("UPDATE webhook_inbox SET try_at = now() WHERE handled_at IS NULL"));
    }

    List<String> outcomes() {
        return database.api().forSeller(seller, handle -> handle.createQuery(
                        "SELECT outcome FROM webhook_inbox WHERE handled_at IS NOT NULL ORDER BY received_at, event_key")
                .mapTo(String.class)
                .list());
    }
}
