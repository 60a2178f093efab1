package io.marketsync.simulator.posting;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.Seeds;
import io.marketsync.simulator.TestMarket;

import static org.assertj.core.api.Assertions.assertThat;

class FbsUnfulfilledTest {

    private static final String LIST = "/v4/posting/fbs/unfulfilled/list";
    private static final Set<String> OVER = Set.of("delivered", "cancelled", "cancelled_from_split_pending");
    private static final Runnable NOTHING = () -> {};

    private final TestMarket market = TestMarket.small(Seeds.next(FbsUnfulfilledTest.class));

    @BeforeEach
    void freeze() {
        market.simulator.clock().freeze(TestMarket.NOW);
    }

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void listsEverythingThatIsNotOver() throws Exception {
        List<JsonNode> listed = market.readAll(LIST, request("{}").put("limit", 23), NOTHING);
        List<String> open = StreamSupport.stream(market.truth("postings").spliterator(), false)
                .filter(posting -> posting.path("scheme").asText().equals("fbs"))
                .filter(posting -> !OVER.contains(posting.path("status").asText()))
                .map(FbsUnfulfilledTest::number)
                .toList();

        assertThat(listed)
                .extracting(FbsUnfulfilledTest::number)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(open);
        assertThat(market.ok(LIST, request("{}").toString()).path("count").asInt())
                .isEqualTo(open.size());
    }

    @Test
    void isSortedByCutoffAndFilteredByIt() throws Exception {
        List<JsonNode> listed = market.readAll(LIST, request("{}"), NOTHING);
        assertThat(listed).extracting(FbsUnfulfilledTest::cutoff).isSorted();

        Instant cutoff = cutoff(listed.get(listed.size() / 2));
        ObjectNode until = request("{\"cutoff_to\":\"" + cutoff + "\"}");
        assertThat(market.readAll(LIST, until, NOTHING))
                .extracting(FbsUnfulfilledTest::number)
                .containsExactlyElementsOf(listed.stream()
                        .filter(posting -> !cutoff(posting).isAfter(cutoff))
                        .map(FbsUnfulfilledTest::number)
                        .toList());
    }

    @Test
    void cutoffAndDeliveringDateExcludeEachOther() throws Exception {
        String both = "{\"cutoff_from\":\"2026-10-01T00:00:00Z\",\"delivering_date_from\":\"2026-10-01T00:00:00Z\"}";

        TestMarket.Answer answer = market.call(LIST, request(both).toString());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asInt()).isEqualTo(3);
    }

    @Test
    void theDeliveringDateSelectsWhatIsOnItsWay() throws Exception {
        List<JsonNode> listed =
                market.readAll(LIST, request("{\"delivering_date_from\":\"2026-10-01T00:00:00Z\"}"), NOTHING);

        assertThat(listed).isNotEmpty().noneMatch(posting -> posting.path("delivering_date")
                .isNull());
    }

    private static ObjectNode request(String filter) throws Exception {
        ObjectNode request = TestMarket.JSON.createObjectNode().put("limit", 100);
        request.set("filter", TestMarket.JSON.readTree(filter));
        return request;
    }

    private static Instant cutoff(JsonNode posting) {
        return Instant.parse(posting.path("shipment_date").asText());
    }

    private static String number(JsonNode posting) {
        return posting.path("posting_number").asText();
    }
}
