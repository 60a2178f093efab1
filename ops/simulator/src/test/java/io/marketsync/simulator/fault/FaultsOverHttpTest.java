package io.marketsync.simulator.fault;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.TestMarket;
import io.marketsync.simulator.TestMarket.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FaultsOverHttpTest {

    private static final String FBS = "/v4/posting/fbs/list";
    private static final String PUSH = "/v2/products/stocks";
    private static final Instant TO = TestMarket.NOW;

    private final TestMarket market = TestMarket.small(42);

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void anInvented429SaysWhenToComeBack() throws Exception {
        script("{\"kind\":\"status429\",\"retryAfter\":7}");
        Answer answer = list();

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isEqualTo("7");
        assertThat(answer.json().path("code").isInt()).isTrue();
    }

    @Test
    void theItemLimitHasItsCodeAsText() throws Exception {
        script("{\"kind\":\"status429_items\",\"retryAfter\":120}");
        Answer answer = list();

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.json().path("code").asText()).isEqualTo("RESOURCE_EXHAUSTED");
    }

    @Test
    void serversFailInTheirWays() throws Exception {
        script("{\"kind\":\"status500\"}");
        assertThat(list().json().path("code").asInt()).isEqualTo(13);
        script("{\"kind\":\"html502\"}");
        assertThat(list().response().body()).startsWith("<html>");
        script("{\"kind\":\"error_in_200\"}");
        assertThat(list().json().path("message").asText()).contains("timeout");
        script("{\"kind\":\"empty_body\"}");
        assertThat(list().response().body()).isEmpty();
        script("{\"kind\":\"circle_open\",\"status\":503}");
        Answer circle = list();
        assertThat(circle.status()).isEqualTo(503);
        assertThat(circle.json().path("message").asText()).isEqualTo("Circle is open");
    }

    @Test
    void aResetBeforeDoesNothingAndAResetAfterHasDoneIt() throws Exception {
        String body = push(17);
        script("{\"kind\":\"reset_before\",\"path\":\"/v2/products/stocks\"}");
        assertThatThrownBy(() -> market.call(PUSH, body)).isInstanceOf(IOException.class);
        assertThat(free()).isNotEqualTo(17);

        script("{\"kind\":\"reset_after_commit\",\"path\":\"/v2/products/stocks\"}");
        assertThatThrownBy(() -> market.call(PUSH, body)).isInstanceOf(IOException.class);
        assertThat(free()).isEqualTo(17);
    }

    @Test
    void anAnswerBreaksOffInTheMiddle() throws Exception {
        script("{\"kind\":\"truncated\"}");
        assertThatThrownBy(this::list).isInstanceOf(IOException.class);

        script("{\"kind\":\"truncated_body\"}");
        String body = list().response().body();
        assertThat(body).startsWith("{\"has_next\"");
        assertThatThrownBy(() -> TestMarket.JSON.readTree(body)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void statusesNobodyDocumentedComeUpWhileTheTruthStays() throws Exception {
        script("{\"kind\":\"unknown_status\"}");
        List<String> statuses = new ArrayList<>();
        list().json()
                .path("postings")
                .forEach(posting -> statuses.add(posting.path("status").asText()));

        assertThat(statuses)
                .contains(Distortion.UNKNOWN_STATUS)
                .anyMatch(status -> !status.equals("awaiting_teleport"));
        assertThat(market.truth("postings").toString()).doesNotContain(Distortion.UNKNOWN_STATUS);
    }

    @Test
    void fieldsAppearVanishAndChangeTheirType() throws Exception {
        JsonNode good = first(list());
        script("{\"kind\":\"unknown_fields\"}");
        assertThat(first(list()).path("x_future").path("version").asInt()).isEqualTo(9);
        script("{\"kind\":\"nulls\"}");
        assertThat(first(list()).path("delivery_method").isNull()).isTrue();
        script("{\"kind\":\"numbers_as_strings\"}");
        JsonNode texts = first(list());
        assertThat(texts.path("order_id").isTextual()).isTrue();
        assertThat(texts.path("products").get(0).path("quantity").isTextual()).isTrue();
        assertThat(texts.path("order_id").asLong())
                .isEqualTo(good.path("order_id").asLong());
        assertThat(first(list())).isEqualTo(good);
    }

    @Test
    void aPageIsShuffledOrItsCursorStandsStill() throws Exception {
        JsonNode good = list().json();
        script("{\"kind\":\"shuffled_page\"}");
        JsonNode shuffled = list().json().path("postings");
        assertThat(shuffled).isNotEqualTo(good.path("postings"));
        assertThat(shuffled).containsExactlyInAnyOrderElementsOf(good.path("postings"));

        script("{\"kind\":\"repeat_cursor\"}");
        String cursor = good.path("cursor").asText();
        JsonNode stuck = market.ok(
                FBS,
                TestMarket.listRequest(TestMarket.EPOCH, TO, 20)
                        .put("cursor", cursor)
                        .toString());
        assertThat(stuck.path("cursor").asText()).isEqualTo(cursor);
        assertThat(stuck.path("has_next").asBoolean()).isTrue();
    }

    @Test
    void latencyHoldsTheAnswerBack() throws Exception {
        script("{\"kind\":\"latency\",\"latencyMs\":120}");
        long start = System.nanoTime();
        list();

        assertThat(System.nanoTime() - start).isGreaterThan(100_000_000);
    }

    @Test
    void rulesChooseTheirCalls() throws Exception {
        script("[{\"id\":\"mine\",\"kind\":\"status500\",\"path\":\"/v4/posting/\",\"clientId\":\"100101\","
                + "\"skip\":1,\"times\":2},{\"kind\":\"html502\",\"path\":\"/v1/\",\"times\":-1}]");
        assertThat(list().status()).isEqualTo(200);
        assertThat(list().status()).isEqualTo(500);
        assertThat(list().status()).isEqualTo(500);
        assertThat(list().status()).isEqualTo(200);
        assertThat(market.call("/v1/roles", "{}").status()).isEqualTo(502);
        assertThat(market.call("/v1/roles", "{}").status()).isEqualTo(502);

        JsonNode rules = market.admin("GET", "/admin/faults", "").json();
        assertThat(rules.get(0).path("id").asText()).isEqualTo("mine");
        assertThat(rules.get(0).path("matched").asInt()).isEqualTo(4);
        assertThat(rules.get(0).path("fired").asInt()).isEqualTo(2);
        assertThat(rules.get(1).path("fired").asInt()).isEqualTo(2);
        market.admin("DELETE", "/admin/faults", "");
        assertThat(market.call("/v1/roles", "{}").status()).isEqualTo(200);
    }

    @Test
    void aProbabilityStrikesSomeCallsOnly() {
        FaultPlan plan = new FaultPlan(42);
        plan.add(new FaultRule(null, null, null, FaultKind.STATUS500, -1, null, 0.3, null, null, null));
        int struck = 0;
        for (int i = 0; i < 1_000; i++) {
            struck += plan.strike(FBS, TestMarket.SHOP).size();
        }

        assertThat(struck).isBetween(250, 350);
    }

    @Test
    void anUnknownKindOrFieldIsRefusedAndNothingIsScripted() throws Exception {
        assertThat(market.admin("POST", "/admin/faults", "{\"kind\":\"gremlins\"}")
                        .status())
                .isEqualTo(400);
        assertThat(market.admin("POST", "/admin/faults", "[{\"kind\":\"latency\"},{\"kind\":\"nulls\",\"tmes\":2}]")
                        .status())
                .isEqualTo(400);
        assertThat(market.admin("GET", "/admin/faults", "").json()).isEmpty();
    }

    private void script(String rules) throws Exception {
        Answer answer = market.admin("POST", "/admin/faults", rules);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    }

    private Answer list() throws IOException, InterruptedException {
        return market.call(FBS, TestMarket.listRequest(TestMarket.EPOCH, TO, 20).toString());
    }

    private static JsonNode first(Answer answer) {
        return answer.json().path("postings").get(0);
    }

    private String push(long stock) throws Exception {
        JsonNode row = market.truth("stocks").get(0);
        return "{\"stocks\":[{\"offer_id\":%s,\"warehouse_id\":%s,\"stock\":%d}]}"
                .formatted(row.path("offer_id"), row.path("warehouse_id"), stock);
    }

    private long free() throws Exception {
        return market.truth("stocks").get(0).path("free").asLong();
    }
}
