package io.marketsync.webhook;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.marketsync.webhook.WebhookInboxStore.Added;

import static org.assertj.core.api.Assertions.assertThat;

/** What is kept of what webhooks tell. */
class WebhookInboxIT extends RefreshingShop {

    @Test
    void anEventIsKeptOnceAndOneWithoutAPostingWaitsForNothing() {
        assertThat(told("e1", "a")).isEqualTo(Added.ADDED);
        assertThat(told("e1", "a")).isEqualTo(Added.DUPLICATE);
        assertThat(told("e2", null)).isEqualTo(Added.ADDED);
        assertThat(told("e2", null)).isEqualTo(Added.DUPLICATE);
        assertThat(outcomes()).containsExactly("ignored");
    }

    @Test
    void aShopWhoseEventsWaitInMassesTakesNoMore() {
        database.superuser().useHandle(handle -> handle.createUpdate("""
                                INSERT INTO webhook_inbox (seller_id, shop_id, event_key, type, number, scheme, payload)
                                SELECT :seller, :shop, sha256(n::text::bytea), 'test', 'x', 'fbs', ''
                                FROM generate_series(1, :most) n""")
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("most", WebhookInboxStore.MOST_WAITING)
                .execute());
        assertThat(told("one more", "a")).isEqualTo(Added.FULL);
        assertThat(told("of no posting", null)).isEqualTo(Added.ADDED);
        assertThat(told("1", "x")).as("one that is there").isEqualTo(Added.DUPLICATE);
    }

    @Test
    void aPayloadIsCutBetweenCharactersAndKeptWithoutWhatTheDatabaseCannotKeep() {
        String long1 = "я".repeat(3000) + "\u0000";
        database.api()
                .forSeller(
                        seller,
                        handle -> inbox.add(
                                handle,
                                seller,
                                shop,
                                event("long", "a"),
                                ("x" + long1).getBytes(StandardCharsets.UTF_8)));
        database.api()
                .forSeller(
                        seller,
                        handle -> inbox.add(
                                handle, seller, shop, event("nul", "a"), "a\u0000b".getBytes(StandardCharsets.UTF_8)));
        assertThat(number("SELECT max(octet_length(payload)) FROM webhook_inbox"))
                .isBetween(3990L, 4000L);
        assertThat(number("SELECT count(*) FROM webhook_inbox WHERE payload = 'ab'"))
                .isEqualTo(1);
    }
}
