package io.marketsync.simulator.admin;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.Seeds;
import io.marketsync.simulator.SimulatorConfig;
import io.marketsync.simulator.TestMarket;

import static org.assertj.core.api.Assertions.assertThat;

class AdminTest {

    private static final long SEED = Seeds.next(AdminTest.class);

    @Test
    void theSameSeedIsTheSameMarketInEveryProcess() throws Exception {
        try (TestMarket one = TestMarket.small(SEED);
                TestMarket other = TestMarket.small(SEED);
                TestMarket stranger = TestMarket.small(SEED + 1)) {
            for (String truth : new String[] {"postings", "products", "stocks", "prices"}) {
                assertThat(one.truth(truth)).isEqualTo(other.truth(truth)).isNotEqualTo(stranger.truth(truth));
            }
            assertThat(shops(one)).isEqualTo(shops(other)).isNotEqualTo(shops(stranger));
        }
    }

    @Test
    void theDemoHasThreeSellersWithTwoOrThreeShops() throws Exception {
        try (TestMarket demo = new TestMarket(SimulatorConfig.demo().withEpoch(TestMarket.EPOCH))) {
            JsonNode shops = shops(demo);

            assertThat(shops)
                    .extracting(shop -> shop.path("clientId").asText())
                    .containsExactly("100101", "100102", "100201", "100202", "100203", "100301", "100302");
            assertThat(shops).extracting(shop -> shop.path("currency").asText()).contains("RUB", "CNY");
            assertThat(demo.truth("products")).hasSize(2_000);
            assertThat(demo.truth("postings")).hasSizeBetween(4_900, 5_600);
        }
    }

    @Test
    void theTruthOfThePastDoesNotChange() throws Exception {
        try (TestMarket market = TestMarket.small(SEED)) {
            String past = "postings?at=" + TestMarket.NOW.minus(Duration.ofDays(2));
            JsonNode before = market.truth(past);
            market.simulator.clock().advance(Duration.ofDays(3));

            assertThat(market.truth(past)).isEqualTo(before);
            assertThat(market.truth("postings").size()).isGreaterThan(before.size());
        }
    }

    @Test
    void theTruthCanBeNarrowedToAPeriod() throws Exception {
        try (TestMarket market = TestMarket.small(SEED)) {
            Instant since = TestMarket.EPOCH.plus(Duration.ofDays(3));
            Instant to = TestMarket.EPOCH.plus(Duration.ofDays(5));
            JsonNode some = market.truth("postings?since=" + since + "&to=" + to);

            assertThat(some).isNotEmpty().allSatisfy(posting -> assertThat(
                            Instant.parse(posting.path("in_process_at").asText()))
                    .isBetween(since, to));
        }
    }

    @Test
    void theClockIsFrozenMovedAndReleased() throws Exception {
        try (TestMarket market = TestMarket.small(SEED)) {
            assertThat(clock(market, "{\"freeze\":\"2026-11-05T10:00:00Z\"}")).isEqualTo("2026-11-05T10:00:00Z");
            assertThat(clock(market, "{\"advance\":\"PT1H\"}")).isEqualTo("2026-11-05T11:00:00Z");
            market.time.pass(Duration.ofMinutes(5));
            assertThat(clock(market, "{\"run\":true}")).isEqualTo("2026-11-05T11:00:00Z");
            market.time.pass(Duration.ofMinutes(5));
            assertThat(market.now()).isEqualTo(Instant.parse("2026-11-05T11:05:00Z"));
            assertThat(clock(market, "{\"now\":\"2026-11-01T00:00:00Z\"}")).isEqualTo("2026-11-01T00:00:00Z");
        }
    }

    @Test
    void badRequestsAreToldWhatIsWrong() throws Exception {
        try (TestMarket market = TestMarket.small(SEED)) {
            assertThat(market.admin("POST", "/admin/clock", "{}").status()).isEqualTo(400);
            assertThat(market.admin("POST", "/admin/clock", "{\"advance\":\"an hour\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(market.admin("POST", "/admin/clock", "{").status()).isEqualTo(400);
            assertThat(market.admin("GET", "/admin/truth/postings", "").status())
                    .isEqualTo(400);
            assertThat(market.admin("GET", "/admin/truth/postings?clientId=1", "")
                            .status())
                    .isEqualTo(404);
            assertThat(market.admin("GET", "/admin/nothing", "").status()).isEqualTo(404);
            assertThat(market.admin("GET", "/admin/health", "")
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("up");
        }
    }

    private static JsonNode shops(TestMarket market) throws Exception {
        return market.admin("GET", "/admin/shops", "").json();
    }

    private static String clock(TestMarket market, String change) throws Exception {
        return market.admin("POST", "/admin/clock", change).json().path("now").asText();
    }
}
