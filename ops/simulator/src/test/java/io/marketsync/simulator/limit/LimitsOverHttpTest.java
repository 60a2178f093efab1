package io.marketsync.simulator.limit;

import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.TestMarket;
import io.marketsync.simulator.TestMarket.Answer;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.fault.FaultRule;

import static org.assertj.core.api.Assertions.assertThat;

class LimitsOverHttpTest {

    private static final String ROLES = "/v1/roles";

    private final TestMarket market = new TestMarket(TestMarket.config(42).withLimitDivisor(10));

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void everyAnswerTellsWhatRemainsAndA429WhenToComeBack() throws Exception {
        for (int remaining = 4; remaining >= 0; remaining--) {
            assertThat(market.call(ROLES, "{}").header("Ratelimit-Remaining")).isEqualTo(Integer.toString(remaining));
        }
        Answer refused = market.call(ROLES, "{}");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.header("Ratelimit-Remaining")).isEqualTo("0");
        assertThat(refused.json().path("code").asInt()).isEqualTo(8);
        assertThat(refused.json().path("message").asText()).isEqualTo("You have reached request rate limit per second");

        market.time.pass(Duration.ofSeconds(1));
        assertThat(market.call(ROLES, "{}").status()).isEqualTo(200);
    }

    @Test
    void limitsCanBeChangedAndTheCircleOpened() throws Exception {
        market.admin("POST", "/admin/limits", "{\"divisor\":25,\"circleAfter\":2,\"circleSeconds\":60}");
        for (int i = 0; i < 3; i++) {
            market.call(ROLES, "{}");
        }
        Answer refused = market.call(ROLES, "{}");

        assertThat(refused.json().path("message").asText()).isEqualTo("Circle is open");
        assertThat(refused.header("Retry-After")).isEqualTo("60");
    }

    @Test
    void onlyWhatReallyWentOverALimitCountsAsRefused() throws Exception {
        market.simulator.faults().add(FaultRule.once(FaultKind.STATUS429));
        assertThat(market.call(ROLES, "{}").status()).isEqualTo(429);
        assertThat(market.simulator.limits().refusals()).isEmpty();

        for (int i = 0; i < 6; i++) {
            market.call(ROLES, "{}");
        }
        assertThat(market.simulator.limits().refusals()).isEqualTo(Map.of(TestMarket.SHOP, 2L));
    }

    @Test
    void badLimitsAreRefused() throws Exception {
        assertThat(market.admin("POST", "/admin/limits", "{\"divisor\":0}").status())
                .isEqualTo(400);
        assertThat(market.admin("POST", "/admin/limits", "{\"speed\":9}").status())
                .isEqualTo(400);
    }

    @Test
    void callsAreCountedAndCanBeForgotten() throws Exception {
        for (int i = 0; i < 7; i++) {
            market.call(ROLES, "{}");
        }
        JsonNode calls = market.admin("GET", "/admin/calls?recent=true", "").json();
        JsonNode roles = calls.path("methods").get(1);

        assertThat(roles.path("clientId").asText()).isEqualTo(TestMarket.SHOP);
        assertThat(roles.path("method").asText()).isEqualTo(ROLES);
        assertThat(roles.path("calls").asInt()).isEqualTo(7);
        assertThat(roles.path("maxPerSecond").asInt()).isEqualTo(7);
        assertThat(roles.path("statuses").toString()).isEqualTo("{\"200\":5,\"429\":2}");
        assertThat(calls.path("recent")).hasSize(7);

        market.admin("DELETE", "/admin/calls", "");
        assertThat(market.admin("GET", "/admin/calls", "").json().path("methods"))
                .isEmpty();
    }
}
