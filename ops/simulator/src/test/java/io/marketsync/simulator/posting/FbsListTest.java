package io.marketsync.simulator.posting;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.Seeds;
import io.marketsync.simulator.TestMarket;
import io.marketsync.simulator.world.Posting;

import static org.assertj.core.api.Assertions.assertThat;

class FbsListTest {

    private static final String LIST = "/v4/posting/fbs/list";
    private static final Instant SINCE = TestMarket.EPOCH;
    private static final Instant TO = TestMarket.NOW.plus(Duration.ofDays(2));
    private static final Runnable NOTHING = () -> {};

    private final TestMarket market = TestMarket.small(Seeds.next(FbsListTest.class));

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void aFrozenMarketListsExactlyTheTruth() throws Exception {
        market.simulator.clock().freeze(TestMarket.NOW);
        List<JsonNode> listed = market.readAll(LIST, TestMarket.listRequest(SINCE, TO, 100), NOTHING);

        Map<String, JsonNode> truth = paidFbs(market.truth("postings"));
        assertThat(numbers(listed)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(truth.keySet());
        assertThat(listed).allSatisfy(posting -> assertSame(posting, truth.get(number(posting))));
    }

    @Test
    void pagesNeitherLoseNorRepeatPostingsWhileTheClockMoves() throws Exception {
        Map<String, JsonNode> before = paidFbs(market.truth("postings"));
        List<JsonNode> listed = market.readAll(LIST, TestMarket.listRequest(SINCE, TO, 37), () -> market.simulator
                .clock()
                .advance(Duration.ofMinutes(7)));

        assertThat(numbers(listed)).doesNotHaveDuplicates().containsAll(before.keySet());
        assertThat(listed).isSortedAccordingTo((a, b) -> Instant.parse(
                        a.path("in_process_at").asText())
                .compareTo(Instant.parse(b.path("in_process_at").asText())));
    }

    @Test
    void descendingIsTheOtherWayRound() throws Exception {
        market.simulator.clock().freeze(TestMarket.NOW);
        ObjectNode down = TestMarket.listRequest(SINCE, TO, 83).put("sort_dir", "desc");
        List<String> descending = numbers(market.readAll(LIST, down, NOTHING));
        List<String> ascending = numbers(
                market.readAll(LIST, TestMarket.listRequest(SINCE, TO, 100).put("sort_dir", "ASC"), NOTHING));

        assertThat(descending).isEqualTo(ascending.reversed());
    }

    @Test
    void thePeriodIsAboutInProcessAtBothEndsInclusive() throws Exception {
        market.simulator.clock().freeze(TestMarket.NOW);
        JsonNode some = market.readAll(LIST, TestMarket.listRequest(SINCE, TO, 100), NOTHING)
                .get(40);
        Instant exactly = Instant.parse(some.path("in_process_at").asText());

        assertThat(numbers(market.readAll(LIST, TestMarket.listRequest(exactly, exactly, 100), NOTHING)))
                .contains(number(some));
        assertThat(numbers(market.readAll(LIST, TestMarket.listRequest(exactly.plusMillis(1), TO, 100), NOTHING)))
                .doesNotContain(number(some));
    }

    @Test
    void theLastChangeFindsOldPostingsWhoseStatusChanged() throws Exception {
        market.simulator.clock().freeze(TestMarket.NOW);
        Instant from = TestMarket.NOW.minus(Duration.ofHours(12));
        ObjectNode request = TestMarket.listRequest(SINCE, TO, 100);
        request.withObject("/filter/last_changed_status_date")
                .put("from", from.toString())
                .put("to", TestMarket.NOW.toString());
        List<String> changed = numbers(market.readAll(LIST, request, NOTHING));

        assertThat(changed)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(paidFbs(market.truth("postings")).values().stream()
                        .filter(posting -> !Instant.parse(
                                        posting.path("last_changed_at").asText())
                                .isBefore(from))
                        .map(FbsListTest::number)
                        .toList());
    }

    @Test
    void filtersTakeIdsAsTextOrNumber() throws Exception {
        market.simulator.clock().freeze(TestMarket.NOW);
        JsonNode some = market.readAll(LIST, TestMarket.listRequest(SINCE, TO, 100), NOTHING)
                .get(7);
        long warehouse = some.path("delivery_method").path("warehouse_id").asLong();
        ObjectNode asText = TestMarket.listRequest(SINCE, TO, 100);
        asText.withObject("/filter").putArray("warehouse_ids").add(Long.toString(warehouse));
        ObjectNode asNumber = TestMarket.listRequest(SINCE, TO, 100);
        asNumber.withObject("/filter").putArray("warehouse_ids").add(warehouse);

        assertThat(numbers(market.readAll(LIST, asText, NOTHING)))
                .contains(number(some))
                .isEqualTo(numbers(market.readAll(LIST, asNumber, NOTHING)));
    }

    @Test
    void statusesAndOrdersNarrowTheList() throws Exception {
        market.simulator.clock().freeze(TestMarket.NOW);
        ObjectNode delivered = TestMarket.listRequest(SINCE, TO, 100);
        delivered.withObject("/filter").putArray("statuses").add("delivered");
        List<JsonNode> found = market.readAll(LIST, delivered, NOTHING);
        assertThat(found)
                .isNotEmpty()
                .allMatch(posting -> posting.path("status").asText().equals("delivered"));

        ObjectNode order = TestMarket.listRequest(SINCE, TO, 100);
        order.withObject("/filter")
                .putArray("order_numbers")
                .add(found.getFirst().path("order_number").asText());
        assertThat(numbers(market.readAll(LIST, order, NOTHING))).contains(number(found.getFirst()));
    }

    @Test
    void extraBlocksComeOnlyWhenAskedFor() throws Exception {
        ObjectNode request = TestMarket.listRequest(SINCE, TO, 5);
        JsonNode bare = market.ok(LIST, request.toString()).path("postings").get(0);
        request.putObject("with").put("analytics_data", true).put("financial_data", true);
        JsonNode full = market.ok(LIST, request.toString()).path("postings").get(0);

        assertThat(bare.path("analytics_data").isNull()).isTrue();
        assertThat(bare.path("financial_data").isNull()).isTrue();
        assertThat(full.path("analytics_data").path("region").asText()).isNotEmpty();
        assertThat(full.path("financial_data")
                        .path("products")
                        .get(0)
                        .path("product_id")
                        .asLong())
                .isEqualTo(full.path("products").get(0).path("sku").asLong());
    }

    @Test
    void aPostingPaidLateAppearsInThePast() throws Exception {
        Posting late = aPostingPaidLate();
        market.simulator.clock().freeze(late.placedAt());
        assertThat(numbers(market.readAll(LIST, TestMarket.listRequest(SINCE, TO, 100), NOTHING)))
                .doesNotContain(late.number().text());
        assertThat(numbers(market.readAll("/v4/posting/fbs/unfulfilled/list", all(), NOTHING)))
                .contains(late.number().text());

        market.simulator.clock().advance(Duration.ofDays(3));
        ObjectNode past = TestMarket.listRequest(SINCE, late.placedAt(), 100);
        assertThat(numbers(market.readAll(LIST, past, NOTHING)))
                .contains(late.number().text());
    }

    private Posting aPostingPaidLate() {
        return market.simulator.market().shop(TestMarket.SHOP).postings().placedBy(TestMarket.NOW).stream()
                .filter(posting -> posting.timeline().paidAfter() > 0)
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode all() {
        return TestMarket.JSON.createObjectNode().put("limit", 100);
    }

    private static void assertSame(JsonNode listed, JsonNode truth) {
        for (String field : List.of("status", "substatus", "in_process_at", "order_number")) {
            assertThat(listed.path(field)).isEqualTo(truth.path(field));
        }
        assertThat(listed.path("parent_posting_number").asText())
                .isEqualTo(truth.path("parent_posting_number").asText("").replace("null", ""));
        assertThat(listed.path("products")).hasSameSizeAs(truth.path("lines"));
        for (int i = 0; i < listed.path("products").size(); i++) {
            JsonNode product = listed.path("products").get(i);
            JsonNode line = truth.path("lines").get(i);
            assertThat(product.path("offer_id")).isEqualTo(line.path("offer_id"));
            assertThat(product.path("quantity")).isEqualTo(line.path("quantity"));
            assertThat(product.path("price").path("amount")).isEqualTo(line.path("price"));
            assertThat(product.path("price").path("currency")).isEqualTo(line.path("currency"));
        }
    }

    private static Map<String, JsonNode> paidFbs(JsonNode truth) {
        Map<String, JsonNode> postings = new HashMap<>();
        truth.forEach(posting -> {
            if (posting.path("scheme").asText().equals("fbs")
                    && !posting.path("in_process_at").isNull()) {
                postings.put(number(posting), posting);
            }
        });
        return postings;
    }

    private static List<String> numbers(List<JsonNode> postings) {
        return postings.stream().map(FbsListTest::number).toList();
    }

    private static String number(JsonNode posting) {
        return posting.path("posting_number").asText();
    }
}
