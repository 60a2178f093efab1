package io.marketsync.api.webhook;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Logs;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** What a marketplace meets at the path of a shop. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class WebhookIT {

    private static final String OZON = "X-Forwarded-For: 195.34.21.7";
    private static final String PING = "{\"message_type\":\"TYPE_PING\",\"time\":\"2026-11-26T10:00:00Z\"}";

    @Inject
    MeterRegistry metrics;

    private final TestSeller seller = aSeller().withShop();
    private String path;

    @BeforeEach
    void aPath() {
        path = newPath();
    }

    @Test
    void aPingIsAnsweredAndForgotten() {
        Reply reply = Rows.nothingIsWrittenBy(() -> call(PING));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("application/json");
        assertThat(reply.json().fieldNames()).toIterable().containsExactly("version", "name", "time");
        assertThat(reply.json().path("time").asText()).endsWith("Z");
    }

    @Test
    void anEventIsKeptWithTheJobThatLooksIntoItBeforeItIsAnswered() {
        accepted(call(cancelled("1")));
        assertThat(Rows.count(
                        "webhook_inbox WHERE shop_id = ? AND seller_id = ? AND type = 'TYPE_POSTING_CANCELLED' AND number = 'p-1'"
                                + " AND scheme = 'fbs' AND handled_at IS NULL AND payload LIKE '{\"message_type\"%'",
                        seller.shop(), seller.id()))
                .isEqualTo(1);
        assertThat(Rows.text(
                        "SELECT kind || ' ' || queue || ' ' || requested_by || ' ' || args::text FROM job WHERE shop_id = ?",
                        seller.shop()))
                .isEqualTo("orders.refresh high system {}");
    }

    @Test
    void aRepetitionIsAnsweredTheSameWithoutARowOrAJob() {
        accepted(call(cancelled("1")));
        Rows.run("UPDATE jobrunr_jobs SET state = 'SUCCEEDED' WHERE shop_id = ?", seller.shop());
        accepted(Rows.nothingIsWrittenBy(() -> call(cancelled("1"))));
        accepted(call(cancelled("2")));
        assertThat(jobs()).as("one that ended, one for the new event").isEqualTo(2);
    }

    @Test
    void manyEventsOfAShopAreAtMostARunningAndAWaitingJob() throws Exception {
        accepted(call(cancelled("first")));
        Rows.run("UPDATE jobrunr_jobs SET state = 'PROCESSING' WHERE shop_id = ?", seller.shop());
        List<Callable<Reply>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String body = cancelled(String.valueOf(i % 50));
            calls.add(() -> call(body));
        }
        try (ExecutorService ozon = Executors.newFixedThreadPool(8)) {
            for (Future<Reply> reply : ozon.invokeAll(calls)) {
                accepted(reply.get());
            }
        }
        assertThat(jobs()).isEqualTo(2);
        assertThat(Rows.count("webhook_inbox WHERE shop_id = ?", seller.shop())).isEqualTo(51);
    }

    @ParameterizedTest
    @CsvSource({
        "TYPE_STOCKS_CHANGED, stock.reconcile",
        "TYPE_CREATE_OR_UPDATE_ITEM, catalog.sync",
        "TYPE_ORDER_CANCELLED, orders.pull"
    })
    void whatIsAboutTheShopHasItLookedAtSoonerAndIsSaidOnce(String type, String kind) {
        Rows.run(
                "INSERT INTO stock_level (seller_id, shop_id, offer_code, warehouse_code, basis, quantity, counted_at, version)"
                        + " VALUES (?, ?, 'K-1', '7', 'available', 1, now(), 1)",
                seller.id(),
                seller.shop());
        double noted = counted("noted");
        accepted(call(ofItems(type, 0)));
        assertThat(Rows.text(
                        "SELECT string_agg(kind, ' ') FROM freshness WHERE shop_id = ? AND seller_id = ? AND told_at <= now()",
                        seller.shop(),
                        seller.id()))
                .isEqualTo(kind);
        Rows.nothingIsWrittenBy(() -> {
            IntStream.range(1, 20).forEach(i -> accepted(call(ofItems(type, i))));
            return null;
        });
        assertThat(jobs()).as("cron asks, when it is time").isZero();
        assertThat(Rows.count("webhook_inbox WHERE shop_id = ?", seller.shop())).isZero();
        assertThat(counted("noted") - noted).isEqualTo(20);

        Rows.run("UPDATE freshness SET asked_at = now() WHERE shop_id = ?", seller.shop());
        accepted(call(ofItems(type, 0)));
        assertThat(Rows.count("freshness WHERE shop_id = ? AND told_at > asked_at", seller.shop()))
                .as("what is told after cron has asked is news")
                .isEqualTo(1);
    }

    @Test
    void stockThatIsNotKeptHereIsNotComparedWithAnything() {
        accepted(call(ofItems("TYPE_STOCKS_CHANGED", 0)));
        assertThat(Rows.count("freshness WHERE shop_id = ?", seller.shop())).isZero();
    }

    @Test
    void aHintNamesNothingOfAnotherSellersShop() {
        TestSeller other = aSeller().withShop();
        accepted(call(ofItems("TYPE_CREATE_OR_UPDATE_ITEM", 0)));
        assertThat(Rows.count("freshness WHERE seller_id = ?", other.id())).isZero();
    }

    @Test
    void aSellerSeesWhetherTheAddressIsCalledAndNotTheAddress() {
        Reply fresh = seller.get(webhook());
        assertThat(fresh.json().path("open").asBoolean()).isTrue();
        assertThat(fresh.json().path("createdAt").asText()).endsWith("Z");
        assertThat(fresh.json().path("lastEventAt").isNull()).isTrue();
        assertThat(fresh.json()).hasSize(3);
        call(PING);
        assertThat(seller.get(webhook()).body()).as("a ping is no event").isEqualTo(fresh.body());

        accepted(call(cancelled("1")));
        assertThat(seller.get(webhook()).json().path("lastEventAt").asText()).isEqualTo(lastEvent());
        Rows.run(
                "UPDATE webhook_path SET last_event_at = now() - interval '2 minutes' WHERE shop_id = ?",
                seller.shop());
        String before = lastEvent();
        accepted(call(ofItems("TYPE_CREATE_OR_UPDATE_ITEM", 0)));
        assertThat(lastEvent()).isGreaterThan(before);

        path = newPath();
        assertThat(seller.get(webhook()).json().path("lastEventAt").isNull())
                .as("another address, not called yet")
                .isTrue();
        seller.calls().delete(webhook());
        assertThat(seller.get(webhook()).body()).isEqualTo("{\"open\":false,\"createdAt\":null,\"lastEventAt\":null}");
    }

    private String lastEvent() {
        return Rows.text(
                "SELECT to_char(last_event_at AT TIME ZONE 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.USZ')"
                        + " FROM webhook_path WHERE shop_id = ?",
                seller.shop());
    }

    private static String ofItems(String type, int item) {
        return "{\"message_type\":\"" + type + "\",\"items\":[{\"product_id\":" + item + "}]}";
    }

    @Test
    void whatTellsOfNothingThatIsKeptHereIsIgnored() {
        accepted(call("{\"message_type\":\"TYPE_NEW_MESSAGE\",\"items\":[]}"));
        assertThat(Rows.text("SELECT outcome || payload FROM webhook_inbox WHERE shop_id = ?", seller.shop()))
                .isEqualTo("ignored");
        assertThat(jobs()).isZero();
    }

    @Test
    void aForgedCancellationChangesNoPosting() {
        seller.withPosting("p-1", null);
        accepted(call(cancelled("1")));
        assertThat(Rows.text("SELECT status FROM posting WHERE shop_id = ?", seller.shop()))
                .isEqualTo("awaiting_packaging");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "pV4m3Vq1c0yq0dJm1S2m3m8r9tQzq6Zk0w7uJ5n4xYA", "%20", "'or'1"})
    void aPathThatNoShopHasIs404WhateverItLooksLike(String secret) {
        for (String body : List.of(PING, cancelled("1"), "garbage")) {
            refused(Rows.nothingIsWrittenBy(() -> post("/webhooks/ozon/" + secret, body, OZON)), 404, "ERROR_UNKNOWN");
        }
    }

    @Test
    void aPathEndsWhenItIsMadeAgainOrRemovedOrOfAnotherMarketplace() {
        String before = path;
        path = newPath();
        refused(post(before, PING, OZON), 404, "ERROR_UNKNOWN");
        assertThat(call(PING).status()).isEqualTo(200);
        Rows.run("UPDATE shop SET marketplace = 'wildberries' WHERE id = ?", seller.shop());
        refused(call(PING), 404, "ERROR_UNKNOWN");
        Rows.run("UPDATE shop SET marketplace = 'ozon' WHERE id = ?", seller.shop());
        assertThat(seller.calls().delete(webhook()).status()).isEqualTo(204);
        refused(call(PING), 404, "ERROR_UNKNOWN");
        assertThat(seller.calls().delete(webhook()).status()).isEqualTo(204);
        assertThatProblem(post(path.replace("/ozon/", "/nobody/"), PING, OZON)).is(ProblemCode.NOT_FOUND);
    }

    @Test
    void aCallFromElsewhereIsRefusedWhetherItKnowsAPathOrNot() {
        for (String to : List.of(path, "/webhooks/ozon/x")) {
            for (String from :
                    List.of("X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 195.34.21.7, 203.0.113.9", "X-None: 1")) {
                refused(Rows.nothingIsWrittenBy(() -> post(to, cancelled("1"), from)), 403, "ERROR_UNKNOWN");
            }
        }
    }

    @Test
    void garbageIsToldInOzonsWords() {
        refused(Rows.nothingIsWrittenBy(() -> call("garbage")), 400, "ERROR_UNKNOWN");
        refused(Rows.nothingIsWrittenBy(() -> call("")), 400, "ERROR_UNKNOWN");
        refused(Rows.nothingIsWrittenBy(() -> call("{}")), 400, "ERROR_PARAMETER_VALUE_MISSED");
    }

    @Test
    void aBodyOver64KiBIsRefusedUnread() {
        String large = "{\"message_type\":\"TYPE_STOCKS_CHANGED\",\"x\":\"" + "y".repeat(64 * 1024) + "\"}";
        refused(Rows.nothingIsWrittenBy(() -> call(large)), 413, "ERROR_UNKNOWN");
        refused(
                Wire.toTheApp()
                        .exchange(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + OZON
                                        + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n")
                                .getBytes()),
                413,
                "ERROR_UNKNOWN");
        String most = large.replace("y".repeat(1024), "");
        accepted(call(most));
    }

    @Test
    void anyTypeOfContentIsReadAndNoOtherMethodAnswers() {
        accepted(post(path, cancelled("1"), OZON, "Content-Type: text/plain"));
        refused(Wire.toTheApp().get(path, OZON), 405, "ERROR_UNKNOWN");
    }

    @Test
    void aShopWhoseEventsWaitInMassesIsAnswered503() {
        Rows.run(
                "INSERT INTO webhook_inbox (seller_id, shop_id, event_key, type, number, scheme, payload)"
                        + " SELECT ?, ?, sha256(n::text::bytea), 'T', 'x', 'fbs', '' FROM generate_series(1, 10000) n",
                seller.id(),
                seller.shop());
        Reply reply = Rows.nothingIsWrittenBy(() -> call(cancelled("1")));
        refused(reply, 503, "ERROR_UNKNOWN");
        assertThat(reply.header("Retry-After")).isNotNull();
    }

    @Test
    void whileTheDatabaseRefusesNothingIsAcceptedAndTheSecretStaysInTheDark() {
        String secret = path.substring(path.lastIndexOf('/') + 1);
        List<String> seen = new ArrayList<>();
        try (Logs logs = Logs.opened()) {
            Rows.run("REVOKE INSERT ON webhook_inbox FROM marketsync_api");
            try {
                Reply reply = call(cancelled("1"));
                refused(reply, 500, "ERROR_UNKNOWN");
                seen.add(reply.toString());
            } finally {
                Rows.run("GRANT INSERT ON webhook_inbox TO marketsync_api");
            }
            for (String body : List.of(PING, cancelled("1"), "garbage", "{}", "x".repeat(70_000))) {
                seen.add(call(body).toString());
                seen.add(post(path, body).toString());
                seen.add(post(path + "/", body, OZON).toString());
                seen.add(post(path, body, OZON, "Authorization: Bearer wrong").toString());
            }
            seen.addAll(logs.lines());
        }
        metrics.getMeters().forEach(meter -> seen.add(meter.getId().toString()));
        assertThat(seen)
                .hasSizeGreaterThan(50)
                .filteredOn(text -> text.contains(secret))
                .isEmpty();
        assertThat(seen).anyMatch(line -> line.contains("/webhooks/***"));
        assertThat(Rows.count("webhook_path WHERE sha256 = sha256(?::bytea)", secret.getBytes()))
                .as("only its hash is kept")
                .isEqualTo(1);
    }

    @Test
    void callsAreCountedByWhatBecameOfThem() {
        double before = counted("duplicate");
        call(cancelled("1"));
        call(cancelled("1"));
        assertThat(counted("duplicate") - before).isEqualTo(1);
        assertThat(metrics.find("marketsync.webhooks")
                        .tag("marketplace", "ozon")
                        .counters())
                .hasSize(WebhookResult.values().length);
    }

    @Test
    void theAddressIsShownOnceAndIsARandomOne() {
        Reply made = seller.calls().post(webhook(), "");
        assertThat(made.json().path("url").asText())
                .matches("http://localhost:\\d+/webhooks/ozon/[A-Za-z0-9_-]{43}")
                .doesNotContain(path);
        assertThat(seller.get("/api/v1/shops/" + seller.shopId()).body()).doesNotContain("webhooks");
    }

    private double counted(String result) {
        return metrics.get("marketsync.webhooks")
                .tag("webhook_result", result)
                .counter()
                .count();
    }

    private String newPath() {
        JsonNode made = seller.calls().post(webhook(), "").json();
        return URI.create(made.path("url").asText()).getPath();
    }

    private String webhook() {
        return "/api/v1/shops/" + seller.shopId() + "/webhook";
    }

    private static String cancelled(String which) {
        return "{\"message_type\":\"TYPE_POSTING_CANCELLED\",\"posting_number\":\"p-" + which
                + "\",\"new_state\":\"posting_canceled\",\"changed_state_date\":\"2026-11-26T10:00:00Z\"}";
    }

    private Reply call(String body) {
        return post(path, body, OZON);
    }

    private static Reply post(String to, String body, String... headers) {
        return Wire.toTheApp().post(to, body, headers);
    }

    private long jobs() {
        return Rows.count("job WHERE shop_id = ?", seller.shop());
    }

    private static void accepted(Reply reply) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"result\":true}");
    }

    private static void refused(Reply reply, int status, String code) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        JsonNode error = reply.json().path("error");
        assertThat(error.path("code").asText()).as("%s", reply).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(error.has("details")).isTrue();
        assertThat(reply.json()).hasSize(1);
    }
}
