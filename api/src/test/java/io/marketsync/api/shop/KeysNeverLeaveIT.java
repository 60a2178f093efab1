package io.marketsync.api.shop;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import io.marketsync.api.dashboard.Dashboard;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.testing.Browser;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Logs;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;
import io.marketsync.api.testing.Tokens;

import static io.marketsync.api.testing.TestSeller.aSeller;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A key with a mark in it goes in by every door; the mark must come out of none. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class KeysNeverLeaveIT {

    private static final String MARK = "canary" + UUID.randomUUID().toString().replace("-", "");
    private static final String KEY = MARK + "-tail";

    @Inject
    Dashboard dashboard;

    @Inject
    MeterRegistry metrics;

    private final TestSeller seller = aSeller().withShop();
    private final Caller calls = seller.calls();

    @Test
    void notInAnAnswerALogLineAColumnAMetricOrTheDashboard() {
        List<String> seen = new ArrayList<>();
        try (Logs logs = Logs.opened()) {
            answers().forEach(reply -> seen.add(reply.toString()));
            seen.addAll(dashboardPages());
            seen.addAll(logs.lines());
        }
        metrics.getMeters()
                .forEach(meter -> seen.add(meter.getId() + " " + meter.getId().getDescription()));
        assertThat(seen)
                .hasSizeGreaterThan(50)
                .filteredOn(text -> text.contains(MARK))
                .isEmpty();
        assertThat(columnsWithTheMark()).isEmpty();
    }

    @Test
    void theTokenOfACallerIsInNoLogLineEither() {
        try (Logs logs = Logs.opened()) {
            seller.get("/api/v1/shops");
            Caller.with(calls.token() + "x").get("/api/v1/shops");
            Caller.with(Tokens.unknown()).get("/api/v1/shops");
            assertThat(logs.lines())
                    .isNotEmpty()
                    .noneMatch(line -> line.matches("(?s).*ms_(test|live)_[0-9A-Za-z]{36}.*"));
        }
    }

    @Test
    void theSearchFindsWhatIsThere() {
        Rows.run("UPDATE shop SET sealed_key = ? WHERE id = ?", ("x" + MARK).getBytes(UTF_8), seller.shop());
        try (Logs logs = Logs.opened()) {
            org.jboss.logging.Logger.getLogger("canary").debugf("planted %s", KEY);
            assertThat(logs.lines()).anyMatch(line -> line.contains(MARK));
        }
        assertThat(columnsWithTheMark()).containsExactly("shop.sealed_key");
        Rows.run("UPDATE shop SET sealed_key = '\\x00' WHERE id = ?", seller.shop());
    }

    /** Good and bad requests that carry the key, and all that can be read afterwards. */
    private List<Reply> answers() {
        List<Reply> replies = new ArrayList<>();
        replies.add(calls.post("/api/v1/shops", body(KEY, "")));
        String shop = replies.get(0).json().path("id").asText();
        assertThat(shop).isNotEmpty();
        for (String bad : List.of(
                body(KEY, ""),
                body(KEY + " with a space", ""),
                body(KEY + "x".repeat(300), ""),
                body(KEY, ",\"more\":1"),
                body(KEY, "").replace("ozon", KEY),
                body(KEY, "").replace("}", ""),
                body(KEY, "").replace("\":", "\";"),
                body(KEY, "") + body(KEY, ""),
                "{\"apiKey\":[\"" + KEY + "\"]}",
                "\"" + KEY + "\"",
                KEY,
                "{\"apiKey\":\"" + KEY)) {
            replies.add(calls.post("/api/v1/shops", bad));
            replies.add(calls.put("/api/v1/shops/" + shop + "/credentials", bad));
            replies.add(calls.withKey(UUID.randomUUID() + "").post("/api/v1/shops/" + shop + "/syncs", bad));
        }
        replies.add(calls.put("/api/v1/shops/" + shop + "/credentials", "{\"apiKey\":\"" + KEY + "\"}"));
        replies.addAll(whileTheDatabaseRefuses(body(KEY, "").replace("100", "200")));
        replies.add(calls.withKey(UUID.randomUUID() + "")
                .post("/api/v1/shops/" + shop + "/syncs", "{\"kind\":\"orders.pull\"}"));
        for (String path :
                List.of("/api/v1/shops", "/api/v1/shops/" + shop, "/api/v1/operations", "/api/v1/postings")) {
            replies.add(seller.get(path));
        }
        return replies;
    }

    private List<Reply> whileTheDatabaseRefuses(String body) {
        Rows.run("REVOKE INSERT ON shop FROM marketsync_api");
        try {
            Reply refused = calls.post("/api/v1/shops", body);
            assertThat(refused.status()).isEqualTo(500);
            return List.of(refused);
        } finally {
            Rows.run("GRANT INSERT ON shop TO marketsync_api");
        }
    }

    private List<String> dashboardPages() {
        Browser browser = new Browser(dashboard.port());
        browser.logIn(Tokens.ops());
        List<String> pages = new ArrayList<>();
        pages.add(browser.open("/api/jobs?state=ENQUEUED&offset=0&limit=100").toString());
        assertThat(Rows.jobsOf(seller.id()))
                .isNotEmpty()
                .allSatisfy(job -> pages.add(browser.open("/api/jobs/" + job).toString()));
        pages.add(browser.open("/api/servers").toString());
        return pages;
    }

    private static String body(String key, String more) {
        return "{\"marketplace\":\"ozon\",\"name\":\"n\",\"clientId\":\"100\",\"apiKey\":\"" + key + "\"" + more + "}";
    }

    /** Every column of every table as text; bytes are searched as they are, and all in base64 too. */
    private static List<String> columnsWithTheMark() {
        String hex = HexFormat.of().formatHex(MARK.getBytes(UTF_8));
        String base64 = Base64.getEncoder().encodeToString(MARK.getBytes(UTF_8)).substring(0, 20);
        List<String> found = new ArrayList<>();
        Rows.change(handle -> handle.select("""
                        SELECT table_name AS t, column_name AS c FROM information_schema.columns
                        JOIN pg_tables ON tablename = table_name AND schemaname = table_schema
                        WHERE table_schema = 'public'""").mapToMap().forEach(column -> {
            String where = column.get("t") + " WHERE " + column.get("c") + "::text ~ ?";
            if (Rows.count(where, MARK + "|" + hex + "|" + base64) > 0) {
                found.add(column.get("t") + "." + column.get("c"));
            }
        }));
        return found;
    }
}
