package io.marketsync.simulator.posting;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.Seeds;
import io.marketsync.simulator.SimulatorConfig;
import io.marketsync.simulator.TestMarket;
import io.marketsync.simulator.market.Shop;
import io.marketsync.simulator.world.Scheme;

import static org.assertj.core.api.Assertions.assertThat;

/** Orders that buyers who look at the stock did not place, as the methods of the marketplace do not show them. */
class TurnedAwayTest {

    private static final String GET = "/v3/posting/fbs/get";
    private static final SimulatorConfig CONFIG =
            TestMarket.config(Seeds.next(TurnedAwayTest.class)).withArrival(Duration.ofMillis(450));

    private final TestMarket looking = new TestMarket(CONFIG.withLookingBuyers(true));
    private final TestMarket blind = new TestMarket(CONFIG);

    @BeforeEach
    void letOrdersCome() {
        looking.time.pass(Duration.ofMinutes(5));
        looking.simulator.clock().freeze(looking.now());
    }

    @AfterEach
    void close() {
        looking.close();
        blind.close();
    }

    @Test
    void noMethodAndNoTruthKnowsThem() throws Exception {
        List<String> there =
                numbers(StreamSupport.stream(looking.truth("postings").spliterator(), false)
                        .filter(posting -> posting.path("scheme").asText().equals("fbs"))
                        .filter(posting -> posting.path("in_process_at").isTextual())
                        .toList());
        List<String> never = shop(blind)
                .postings()
                .visibleAt(looking.now())
                .filter(posting -> posting.scheme() == Scheme.FBS)
                .map(posting -> posting.number().text())
                .filter(number ->
                        shop(looking).postings().find(number, looking.now()).isEmpty())
                .toList();
        List<JsonNode> listed = looking.readAll(
                "/v4/posting/fbs/list", TestMarket.listRequest(TestMarket.EPOCH, looking.now(), 100), () -> {});

        assertThat(never).isNotEmpty();
        assertThat(shop(looking).postings().turnedAway()).isPositive();
        assertThat(numbers(listed)).containsExactlyInAnyOrderElementsOf(there).doesNotContainAnyElementsOf(never);
        assertThat(looking.call(GET, named(there.getLast())).status()).isEqualTo(200);
        assertThat(looking.call(GET, named(never.getLast())).status()).isEqualTo(404);
    }

    private static Shop shop(TestMarket market) {
        return market.simulator.market().shop(TestMarket.SHOP);
    }

    private static String named(String number) {
        return TestMarket.JSON.createObjectNode().put("posting_number", number).toString();
    }

    private static List<String> numbers(List<JsonNode> postings) {
        return postings.stream()
                .map(posting -> posting.path("posting_number").asText())
                .toList();
    }
}
