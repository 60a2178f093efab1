package io.marketsync.simulator.posting;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.Seeds;
import io.marketsync.simulator.TestMarket;

import static org.assertj.core.api.Assertions.assertThat;

class FboListTest {

    private static final String LIST = "/v3/posting/fbo/list";
    private static final Instant TO = TestMarket.NOW.plus(Duration.ofDays(2));
    private static final Runnable NOTHING = () -> {};

    private final TestMarket market = TestMarket.small(Seeds.next(FboListTest.class));

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void aFrozenMarketListsExactlyTheTruth() throws Exception {
        market.simulator.clock().freeze(TestMarket.NOW);
        List<JsonNode> listed = market.readAll(LIST, request(), NOTHING);

        assertThat(listed)
                .extracting(FboListTest::state)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(fbo(market.truth("postings")));
    }

    @Test
    void arrivalsBetweenPagesShiftNothing() throws Exception {
        List<String> before = fbo(market.truth("postings"));
        List<JsonNode> listed = market.readAll(
                LIST, request().put("limit", 41), () -> market.simulator.clock().advance(Duration.ofMinutes(11)));

        assertThat(listed)
                .extracting(posting -> posting.path("posting_number").asText())
                .doesNotHaveDuplicates();
        assertThat(listed.size()).isGreaterThan(before.size());
    }

    @Test
    void namedPostingsNeedNoPeriod() throws Exception {
        JsonNode some = market.ok(LIST, request().toString()).path("postings").get(3);
        ObjectNode byNumber = TestMarket.JSON.createObjectNode().put("limit", 100);
        byNumber.putObject("filter")
                .putArray("posting_numbers")
                .add(some.path("posting_number").asText());

        JsonNode found = market.ok(LIST, byNumber.toString());
        assertThat(found.path("postings")).containsExactly(some);
        assertThat(found.path("has_next").asBoolean()).isFalse();
        assertThat(found.path("cursor").asText()).isEmpty();
    }

    @Test
    void cancelledPostingsSayWhyAndOthersHaveNull() throws Exception {
        List<JsonNode> listed = market.readAll(LIST, request(), NOTHING);

        assertThat(listed).allSatisfy(posting -> {
            boolean cancelled = posting.path("status").asText().equals("cancelled");
            assertThat(posting.path("cancellation").isNull()).isEqualTo(!cancelled);
            assertThat(posting.path("cancel_reason_id").asInt() != 0).isEqualTo(cancelled);
        });
        assertThat(listed).anyMatch(posting -> posting.path("status").asText().equals("cancelled"));
    }

    private static ObjectNode request() {
        return TestMarket.listRequest(TestMarket.EPOCH, TO, 100);
    }

    private static List<String> fbo(JsonNode truth) {
        return StreamSupport.stream(truth.spliterator(), false)
                .filter(posting -> posting.path("scheme").asText().equals("fbo"))
                .map(FboListTest::state)
                .toList();
    }

    private static String state(JsonNode posting) {
        return String.join(
                " ",
                posting.path("posting_number").asText(),
                posting.path("status").asText(),
                posting.path("substatus").asText(),
                posting.path("in_process_at").asText());
    }
}
