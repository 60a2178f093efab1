package io.marketsync.api.stock;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Items;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** A seller says what is in stock, and reads what became of it. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class StockIT {

    private final TestSeller seller = aSeller().withShop();
    private final Items requests = new Items(seller, "/api/v1/stock-updates");

    @Test
    void whatIsAcceptedIsStoredAndPushedOnceAndTheRestIsNamed() {
        JsonNode answer = update(
                        "{'offer':'tea','warehouse':'1','available':12}",
                        "{'offer':'чай «1»','warehouse':'1','onHand':40,'safetyStock':2,'countedAt':'2026-11-20T10:00:00Z','version':7}",
                        "{'offer':'tea','warehouse':'2','available':-1}")
                .json();

        assertThat(answer.path("summary").toString()).isEqualTo("{\"accepted\":2,\"rejected\":1}");
        assertThat(answer.path("items").findValuesAsText("status")).containsExactly("accepted", "accepted", "rejected");
        assertThat(answer.path("items").get(2).path("pointer").asText()).isEqualTo("#/items/2/available");
        assertThat(answer.path("items").get(2).path("detail").asText()).isEqualTo("must be at least 0");
        JsonNode push = seller.get(answer.path("operation").asText()).json();
        assertThat(push.path("kind").asText()).isEqualTo("stock.push");

        assertThat(update("{'offer':'tea','warehouse':'1','available':13}")
                        .json()
                        .path("operation"))
                .as("one push waits")
                .isEqualTo(answer.path("operation"));
        assertThat(levels("").findValuesAsText("offer")).containsExactly("tea", "чай «1»");
        JsonNode counted = levels("").get(1);
        assertThat(counted.path("basis").asText()).isEqualTo("on_hand");
        assertThat(counted.path("available").asInt()).isEqualTo(38);
        assertThat(counted.path("version").asLong()).isEqualTo(7);
        assertThat(counted.path("countedAt").asText()).isEqualTo("2026-11-20T10:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{'warehouse':'1','available':1}; NOT_NULL; /offer",
                "{'offer':'','warehouse':'1','available':1}; SIZE; /offer",
                "{'offer':' ','warehouse':'1','available':1}; PATTERN; /offer",
                "{'offer':'a','available':1}; NOT_NULL; /warehouse",
                "{'offer':'a','warehouse':'1'}; EXACTLY_ONE; ''",
                "{'offer':'a','warehouse':'1','available':1,'onHand':1}; EXACTLY_ONE; ''",
                "{'offer':'a','warehouse':'1','onHand':1000000}; MAX; /onHand",
                "{'offer':'a','warehouse':'1','available':1,'safetyStock':-1}; MIN; /safetyStock",
                "{'offer':'a','warehouse':'1','available':1,'countedAt':'2100-01-01T00:00:00Z'}; NOT_NOW; /countedAt",
                "{'offer':'a','warehouse':'1','available':1,'version':-1}; MIN; /version",
                "null; NOT_NULL; ''"
            })
    void aWrongItemSaysWhatIsWrong(String item, String code, String member) {
        JsonNode result = update(item).json().path("items").get(0);
        assertThat(result.path("code").asText()).isEqualTo(code);
        assertThat(result.path("pointer").asText())
                .isEqualTo("#/items/0" + member.replace("''", "").strip());
        assertThat(result.path("detail").asText()).isNotEqualTo(code);
        assertThat(levels("")).isEmpty();
    }

    @Test
    void theLastOfARequestAndTheHighestVersionCount() {
        JsonNode answer = update(
                        "{'offer':'a','warehouse':'1','available':1,'version':5}",
                        "{'offer':'a','warehouse':'1','available':2,'version':6}")
                .json();
        assertThat(answer.path("items").get(0).path("code").asText()).isEqualTo("SAID_AGAIN");
        assertThat(update("{'offer':'a','warehouse':'1','available':3,'version':5}")
                        .json()
                        .path("items")
                        .get(0)
                        .path("code")
                        .asText())
                .isEqualTo("OLDER_VERSION");
        assertThat(levels("").get(0).path("quantity").asInt()).isEqualTo(2);
    }

    @Test
    void aThousandItemsAreTakenAndOneMoreIsARefusalThatNamesTheLimit() {
        assertThat(update(many(1000)).json().path("summary").path("accepted").asInt())
                .isEqualTo(1000);
        Reply refused = Rows.nothingIsWrittenBy(() -> update(many(1001)));
        assertThatProblem(refused).is(ProblemCode.VALIDATION_FAILED);
        assertThat(refused.body()).contains("1000");
    }

    @Test
    void aRequestNeedsAKeyAndIsDoneOnceWithIt() {
        String[] items = {"{'offer':'a','warehouse':'1','available':1}"};
        assertThatProblem(requests.postWithoutKey(items)).is(ProblemCode.IDEMPOTENCY_KEY_INVALID);
        String key = UUID.randomUUID().toString();
        Reply first = requests.post(key, items);
        update("{'offer':'a','warehouse':'1','available':9}");
        Reply again = requests.post(key, items);
        assertThat(again.status()).isEqualTo(207);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(levels("").get(0).path("quantity").asInt()).isEqualTo(9);
    }

    @Test
    void theListIsNarrowedByStateAndPaged() {
        update(
                "{'offer':'a','warehouse':'1','available':1}",
                "{'offer':'a','warehouse':'2','available':1}",
                "{'offer':'b','warehouse':'1','available':1}",
                "{'offer':'c','warehouse':'1','available':1}");
        Rows.run("UPDATE stock_level SET confirmed = 1 WHERE offer_code = 'b' AND shop_id = ?", seller.shop());
        Rows.run(
                "UPDATE stock_level SET error_class = 'permanent', error_code = 'GONE', error = 'Do it.' WHERE offer_code = 'c' AND shop_id = ?",
                seller.shop());

        assertThat(levels("?state=pending").findValuesAsText("warehouse")).containsExactly("1", "2");
        assertThat(levels("?state=synced").findValuesAsText("offer")).containsExactly("b");
        assertThat(levels("?state=refused")).isEmpty();
        assertThat(levels("?state=quarantined,refused").findValuesAsText("offer"))
                .containsExactly("c");
        assertThat(levels("?state=synced,pending").findValuesAsText("offer")).containsExactly("a", "a", "b");
        JsonNode ofTwo =
                seller.get(path() + "?state=pending,quarantined&limit=2").json();
        assertThat(levels("?state=pending,quarantined&limit=2&cursor="
                                + ofTwo.path("nextCursor").asText())
                        .findValuesAsText("offer"))
                .containsExactly("c");
        for (String odd : List.of("odd", "synced,odd", "synced,", ",", "SYNCED", "synced,%20pending")) {
            assertThatProblem(seller.get(path() + "?state=" + odd))
                    .is(ProblemCode.VALIDATION_FAILED)
                    .namesField("state", "PATTERN", "synced|pending|refused|quarantined");
        }
        assertThat(levels("?state=quarantined").get(0).path("error").toString())
                .isEqualTo("{\"code\":\"GONE\",\"detail\":\"Do it.\"}");
        JsonNode first = seller.get(path() + "?limit=1").json();
        JsonNode second = seller.get(
                        path() + "?limit=1&cursor=" + first.path("nextCursor").asText())
                .json();
        assertThat(second.path("items").get(0).path("warehouse").asText()).isEqualTo("2");
    }

    @Test
    void aPushThatWouldZeroMuchIsSeenBeforeAndConfirmed() {
        update(many(100));
        Rows.run("UPDATE stock_level SET confirmed = 5, sent = 5 WHERE shop_id = ?", seller.shop());
        Rows.run("UPDATE stock_level SET quantity = 0 WHERE offer_code < 'o040' AND shop_id = ?", seller.shop());
        String push = "/api/v1/shops/" + seller.shopId() + "/stock-push";

        JsonNode preview = seller.get(push).json();
        assertThat(preview.toString())
                .isEqualTo(
                        "{\"pending\":100,\"waiting\":0,\"nextAt\":null,\"items\":\"" + path()
                                + "?due=true\",\"zeroed\":40,\"zeroedLately\":0,\"selling\":100,\"zeroingShare\":0.3,\"stopped\":true,\"confirmed\":false}");

        JsonNode confirmed = seller.calls().post(push + "/confirm", "").json();
        assertThat(confirmed.path("stopped").asBoolean()).isFalse();
        assertThat(confirmed.path("confirmed").asBoolean()).isTrue();
    }

    @Test
    void whereTheMarketplaceDiffersIsListedByReasonAndPaged() {
        drift("a", "in_flight", "5");
        drift("b", "changed_outside", "9");
        drift("c", "unlisted", null);
        assertThat(drifts("?limit=2").findValuesAsText("offer")).containsExactly("a", "b");
        String next =
                seller.get(driftPath() + "?limit=2").json().path("nextCursor").asText();
        assertThat(drifts("?limit=2&cursor=" + next).findValuesAsText("offer")).containsExactly("c");
        JsonNode outside = drifts("?drift=changed_outside");
        assertThat(outside.findValuesAsText("offer")).containsExactly("b");
        assertThat(outside.get(0).path("confirmed").asInt()).isEqualTo(4);
        assertThat(outside.get(0).path("theirs").asInt()).isEqualTo(9);
        assertThat(drifts("?drift=unlisted").get(0).path("theirs").isNull()).isTrue();
        assertThatProblem(seller.get(driftPath() + "?drift=odd")).is(ProblemCode.VALIDATION_FAILED);
    }

    @Test
    void healingIsOffUntilItIsWanted() {
        String healing = "/api/v1/shops/" + seller.shopId() + "/stock-healing";
        assertThat(seller.get(healing).body()).isEqualTo("{\"enabled\":false}");
        assertThat(seller.calls().put(healing, "").body()).isEqualTo("{\"enabled\":true}");
        seller.calls().post("/api/v1/shops/" + seller.shopId() + "/stock-push/confirm", "");
        assertThat(seller.get(healing).body())
                .as("a confirmation changes nothing of it")
                .isEqualTo("{\"enabled\":true}");
        assertThat(seller.calls().delete(healing).status()).isEqualTo(204);
        assertThat(seller.get(healing).body()).isEqualTo("{\"enabled\":false}");
    }

    private void drift(String offer, String drift, String theirs) {
        Rows.run(
                "INSERT INTO stock_drift (seller_id, shop_id, offer_code, warehouse_code, class, available, ours, theirs, first_seen_at)"
                        + " VALUES (?, ?, ?, '1', ?, 4, 4, ?::int, now())",
                seller.id(),
                seller.shop(),
                offer,
                drift,
                theirs);
    }

    private String driftPath() {
        return "/api/v1/shops/" + seller.shopId() + "/stock-drift";
    }

    private JsonNode drifts(String query) {
        return seller.get(driftPath() + query).json().path("items");
    }

    private static String[] many(int items) {
        return IntStream.range(0, items)
                .mapToObj(i -> "{'offer':'o%03d','warehouse':'1','available':%d}".formatted(i, i + 10))
                .toArray(String[]::new);
    }

    private Reply update(String... items) {
        return requests.post(items);
    }

    private String path() {
        return "/api/v1/shops/" + seller.shopId() + "/stock-levels";
    }

    private JsonNode levels(String query) {
        return seller.get(path() + query).json().path("items");
    }
}
