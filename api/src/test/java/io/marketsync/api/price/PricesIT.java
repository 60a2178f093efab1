package io.marketsync.api.price;

import java.time.Instant;
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

/** A seller says what offers cost, and reads what became of it. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class PricesIT {

    private final TestSeller seller = aSeller().withShop();
    private final Items requests = new Items(seller, "/api/v1/price-updates");

    @Test
    void whatIsAcceptedIsStoredToTheCentAndPushedOnceAndTheRestIsNamed() {
        JsonNode answer = update(
                        "{'offer':'tea','price':'1299.9','currency':'RUB'}",
                        "{'offer':'чай «1»','price':'9999999999.99','oldPrice':'0','minimumPrice':'0.01','currency':'RUB','version':7}",
                        "{'offer':'tea-2','price':'0','currency':'RUB'}")
                .json();

        assertThat(answer.path("summary").toString()).isEqualTo("{\"accepted\":2,\"rejected\":1}");
        assertThat(answer.path("items").findValuesAsText("status")).containsExactly("accepted", "accepted", "rejected");
        assertThat(answer.path("items").get(2).path("pointer").asText()).isEqualTo("#/items/2/price");
        assertThat(answer.path("items").get(2).path("detail").asText()).isEqualTo("must be greater than 0");
        JsonNode push = seller.get(answer.path("operation").asText()).json();
        assertThat(push.path("kind").asText()).isEqualTo("price.push");
        assertThat(push.path("queue").path("name").asText()).isEqualTo("normal");

        assertThat(update("{'offer':'tea','price':'1300','currency':'RUB'}")
                        .json()
                        .path("operation"))
                .as("one push waits")
                .isEqualTo(answer.path("operation"));
        assertThat(prices("").findValuesAsText("offer")).containsExactly("tea", "чай «1»");
        JsonNode large = prices("").get(1);
        assertThat(large.path("price").asText()).isEqualTo("9999999999.99");
        assertThat(large.path("minimumPrice").asText()).isEqualTo("0.01");
        assertThat(large.path("version").asLong()).isEqualTo(7);
        assertThat(large.path("state").asText()).isEqualTo("pending");
        assertThat(Instant.parse(large.path("nextAt").asText())).isBeforeOrEqualTo(Instant.now());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{'price':'1','currency':'RUB'}; NOT_NULL; /offer",
                "{'offer':' ','price':'1','currency':'RUB'}; PATTERN; /offer",
                "{'offer':'a','currency':'RUB'}; NOT_NULL; /price",
                "{'offer':'a','price':'1'}; NOT_NULL; /currency",
                "{'offer':'a','price':'1','currency':'rub'}; PATTERN; /currency",
                "{'offer':'a','price':'0.00','currency':'RUB'}; POSITIVE; /price",
                "{'offer':'a','price':'-1','currency':'RUB'}; POSITIVE; /price",
                "{'offer':'a','price':'1.001','currency':'RUB'}; DIGITS; /price",
                "{'offer':'a','price':'10000000000','currency':'RUB'}; DIGITS; /price",
                "{'offer':'a','price':'1e2','currency':'RUB'}; PATTERN; /price",
                "{'offer':'a','price':'1,5','currency':'RUB'}; PATTERN; /price",
                "{'offer':'a','price':'','currency':'RUB'}; PATTERN; /price",
                "{'offer':'a','price':'9','oldPrice':'-1','currency':'RUB'}; POSITIVE_OR_ZERO; /oldPrice",
                "{'offer':'a','price':'9','minimumPrice':'x','currency':'RUB'}; PATTERN; /minimumPrice",
                "{'offer':'a','price':'9','minimumPrice':'9.01','currency':'RUB'}; BELOW_MINIMUM; /price",
                "{'offer':'a','price':'500','oldPrice':'524.99','currency':'RUB'}; OLD_PRICE_TOO_LOW; /oldPrice",
                "{'offer':'a','price':'500','oldPrice':'5000','currency':'RUB'}; OLD_PRICE_TOO_HIGH; /oldPrice",
                "{'offer':'a','price':'9','currency':'RUB','version':-1}; MIN; /version",
                "null; NOT_NULL; ''"
            })
    void aWrongItemSaysWhatIsWrong(String item, String code, String member) {
        JsonNode result = update(item).json().path("items").get(0);
        assertThat(result.path("code").asText()).isEqualTo(code);
        assertThat(result.path("pointer").asText())
                .isEqualTo("#/items/0" + member.replace("''", "").strip());
        assertThat(result.path("detail").asText()).isNotEqualTo(code).doesNotContain("{bound", "{value");
        assertThat(prices("")).isEmpty();
    }

    @Test
    void anAmountThatIsANumberIsRefusedBecauseReadersRoundThem() {
        Reply refused = Rows.nothingIsWrittenBy(() -> update("{'offer':'a','price':12.5,'currency':'RUB'}"));
        assertThatProblem(refused).is(ProblemCode.VALIDATION_FAILED);
        assertThat(refused.body()).contains("#/items/0/price");
    }

    @Test
    void anotherCurrencyThanTheShopsIsRefusedAsSoonAsThatIsKnown() {
        assertThat(update("{'offer':'a','price':'1','currency':'CNY'}")
                        .json()
                        .path("summary")
                        .path("accepted")
                        .asInt())
                .as("nobody knows yet, and the push looks before it sends")
                .isEqualTo(1);
        Rows.run(
                "INSERT INTO price_setting (seller_id, shop_id, currency, currency_read_at) VALUES (?, ?, 'RUB', now())",
                seller.id(),
                seller.shop());
        JsonNode refused = update("{'offer':'a','price':'2','currency':'CNY'}")
                .json()
                .path("items")
                .get(0);
        assertThat(refused.path("code").asText()).isEqualTo("OTHER_CURRENCY");
        assertThat(refused.path("detail").asText()).isEqualTo("must be RUB, the currency of the shop");
        assertThat(update("{'offer':'a','price':'2','currency':'RUB'}")
                        .json()
                        .path("summary")
                        .path("accepted")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void theLastOfARequestAndTheHighestVersionAndTheMinimumSaidBeforeCount() {
        JsonNode answer = update(
                        "{'offer':'a','price':'10','minimumPrice':'8','currency':'RUB','version':5}",
                        "{'offer':'a','price':'20','minimumPrice':'8','currency':'RUB','version':6}")
                .json();
        assertThat(answer.path("items").get(0).path("code").asText()).isEqualTo("SAID_AGAIN");
        JsonNode refused = update("{'offer':'a','price':'30','currency':'RUB','version':5}")
                .json();
        assertThat(refused.path("items").get(0).path("code").asText()).isEqualTo("OLDER_VERSION");
        assertThat(refused.path("operation").isNull()).isTrue();
        JsonNode low = update("{'offer':'a','price':'7.99','currency':'RUB','version':7}")
                .json()
                .path("items")
                .get(0);
        assertThat(low.path("code").asText()).isEqualTo("BELOW_MINIMUM");
        assertThat(low.path("detail").asText()).contains("8.00");
        assertThat(prices("").get(0).path("price").asText()).isEqualTo("20.00");
    }

    @Test
    void aThousandItemsAreTakenAndOneMoreIsARefusalThatNamesTheLimit() {
        assertThat(update(many(1000, "10"))
                        .json()
                        .path("summary")
                        .path("accepted")
                        .asInt())
                .isEqualTo(1000);
        Reply refused = Rows.nothingIsWrittenBy(() -> update(many(1001, "10")));
        assertThatProblem(refused).is(ProblemCode.VALIDATION_FAILED);
        assertThat(refused.body()).contains("1000");
    }

    @Test
    void aRequestNeedsAKeyAndIsDoneOnceWithIt() {
        String[] items = {"{'offer':'a','price':'1','currency':'RUB'}"};
        assertThatProblem(requests.postWithoutKey(items)).is(ProblemCode.IDEMPOTENCY_KEY_INVALID);
        String key = UUID.randomUUID().toString();
        Reply first = requests.post(key, items);
        update("{'offer':'a','price':'9','currency':'RUB'}");
        Reply again = requests.post(key, items);
        assertThat(again.status()).isEqualTo(207);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(prices("").get(0).path("price").asText()).isEqualTo("9.00");
    }

    @Test
    void theListIsNarrowedByStateAndPagedAndSaysWhenTheNextLeaves() {
        update(
                "{'offer':'a','price':'1','currency':'RUB'}",
                "{'offer':'b','price':'1','currency':'RUB'}",
                "{'offer':'c','price':'1','currency':'RUB'}");
        Rows.run(
                "UPDATE price SET confirmed_price = 1, confirmed_old_price = 0, confirmed_currency = 'RUB' WHERE offer_code = 'b' AND shop_id = ?",
                seller.shop());
        Rows.run(
                "UPDATE price SET error_class = 'permanent', error_code = 'GONE', error = 'Do it.' WHERE offer_code = 'c' AND shop_id = ?",
                seller.shop());
        Rows.run(
                "UPDATE price SET paced_until = '2126-01-01T00:00:00Z' WHERE offer_code = 'a' AND shop_id = ?",
                seller.shop());

        JsonNode paced = prices("?state=pending").get(0);
        assertThat(paced.path("offer").asText()).isEqualTo("a");
        assertThat(paced.path("nextAt").asText()).isEqualTo("2126-01-01T00:00:00Z");
        JsonNode synced = prices("?state=synced").get(0);
        assertThat(synced.path("nextAt").isNull()).isTrue();
        assertThat(synced.path("confirmed").toString())
                .isEqualTo("{\"price\":\"1.00\",\"oldPrice\":\"0.00\",\"minimumPrice\":null,\"currency\":\"RUB\"}");
        assertThat(prices("?state=refused")).isEmpty();
        assertThat(prices("?state=refused,quarantined,synced").findValuesAsText("offer"))
                .containsExactly("b", "c");
        JsonNode ofTwo = seller.get(path("prices") + "?state=refused,quarantined,synced&limit=1")
                .json();
        assertThat(prices("?state=refused,quarantined,synced&limit=1&cursor="
                                + ofTwo.path("nextCursor").asText())
                        .findValuesAsText("offer"))
                .containsExactly("c");
        assertThatProblem(seller.get(path("prices") + "?state=refused,odd"))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("state", "PATTERN", "synced|pending|refused|quarantined");
        assertThat(prices("?state=quarantined").get(0).path("error").toString())
                .isEqualTo("{\"code\":\"GONE\",\"detail\":\"Do it.\"}");
        JsonNode first = seller.get(path("prices") + "?limit=2").json();
        JsonNode second = seller.get(path("prices") + "?limit=2&cursor="
                        + first.path("nextCursor").asText())
                .json();
        assertThat(second.path("items").findValuesAsText("offer")).containsExactly("c");
    }

    @Test
    void aPushThatWouldLowerMuchIsSeenBeforeAndConfirmed() {
        update(many(100, "50"));
        Rows.run("UPDATE price SET sent_price = 50, confirmed_price = 50 WHERE shop_id = ?", seller.shop());
        update(many(40, "34.99"));
        Rows.run(
                "UPDATE price SET paced_until = '2126-01-01T00:00:00Z' WHERE offer_code < 'o003' AND shop_id = ?",
                seller.shop());

        JsonNode preview = seller.get(path("price-push")).json();
        assertThat(preview.toString())
                .isEqualTo("{\"pending\":100,\"waiting\":3,\"nextAt\":\"2126-01-01T00:00:00Z\",\"items\":\""
                        + path("prices?due=true") + "\",\"lowered\":40,\"loweredLately\":0,\"priced\":100,"
                        + "\"loweringDepth\":0.3,\"loweringShare\":0.3,\"stopped\":true,\"confirmed\":false}");

        JsonNode confirmed =
                seller.calls().post(path("price-push") + "/confirm", "").json();
        assertThat(confirmed.path("stopped").asBoolean()).isFalse();
        assertThat(confirmed.path("confirmed").asBoolean()).isTrue();
    }

    private static String[] many(int items, String price) {
        return IntStream.range(0, items)
                .mapToObj(i -> "{'offer':'o%03d','price':'%s','currency':'RUB'}".formatted(i, price))
                .toArray(String[]::new);
    }

    private Reply update(String... items) {
        return requests.post(items);
    }

    private String path(String what) {
        return "/api/v1/shops/" + seller.shopId() + "/" + what;
    }

    private JsonNode prices(String query) {
        return seller.get(path("prices") + query).json().path("items");
    }
}
