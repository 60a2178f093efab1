package io.marketsync.simulator.product;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.TestMarket;

import static org.assertj.core.api.Assertions.assertThat;

class PricePushTest {

    private static final String PUSH = "/v1/product/import/prices";

    private final TestMarket market = TestMarket.small(42);
    private final String offer = market.simulator
            .market()
            .shop(TestMarket.SHOP)
            .catalogue()
            .sellable()
            .getFirst()
            .offerId();

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void setsThePriceThatTheListsThenShow() throws Exception {
        assertThat(push("\"price\":\"1448.50\",\"old_price\":\"1600\",\"currency_code\":\"RUB\"")
                        .path("updated")
                        .asBoolean())
                .isTrue();
        String byOffer = "{\"limit\":10,\"filter\":{\"offer_id\":[\"" + offer + "\"]}}";
        JsonNode price = market.ok("/v5/product/info/prices", byOffer)
                .path("items")
                .get(0)
                .path("price");
        assertThat(price.path("price").isNumber()).isTrue();
        assertThat(price.path("price").asDouble()).isEqualTo(1448.5);

        JsonNode info = market.ok("/v3/product/info/list", "{\"offer_id\":[\"" + offer + "\"]}")
                .path("items")
                .get(0);
        assertThat(info.path("price").asText()).isEqualTo("1448.50");
        assertThat(info.path("old_price").asText()).isEqualTo("1600");
    }

    @Test
    void aDiscountMustBeBigEnoughAndNotTooBig() throws Exception {
        assertThat(error("\"price\":\"100\",\"old_price\":\"119\"")).isEqualTo("discount_for_low_price_is_too_small");
        assertThat(error("\"price\":\"1000\",\"old_price\":\"1049\""))
                .isEqualTo("discount_for_average_price_is_too_small");
        assertThat(error("\"price\":\"20000\",\"old_price\":\"20499\""))
                .isEqualTo("discount_for_top_price_is_too_small");
        assertThat(error("\"price\":\"100\",\"old_price\":\"1000\"")).isEqualTo("discount_too_big");
    }

    @Test
    void otherObjectionsConcernOneItemOnly() throws Exception {
        assertThat(error("\"price\":\"-1\"")).isEqualTo("price_negative");
        assertThat(error("\"price\":\"10\",\"currency_code\":\"USD\"")).isEqualTo("invalid_currency_code");
        assertThat(error("\"price\":\"10\",\"auto_action_enabled\":\"ENABLED\""))
                .isEqualTo("action_price_enabled_min_price_missing");
        JsonNode unknown = market.ok(PUSH, "{\"prices\":[{\"offer_id\":\"nobody's\",\"price\":\"10\"}]}");
        assertThat(unknown.path("result")
                        .get(0)
                        .path("errors")
                        .get(0)
                        .path("code")
                        .asText())
                .isEqualTo("NOT_FOUND_ERROR");
    }

    @Test
    void aProductTakesTenUpdatesPerHour() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(push("\"price\":\"" + (500 + i) + "\"").path("updated").asBoolean())
                    .isTrue();
        }
        assertThat(error("\"price\":\"600\"")).contains("limit exceeded");

        market.time.pass(Duration.ofHours(1));
        assertThat(push("\"price\":\"600\"").path("updated").asBoolean()).isTrue();
    }

    @Test
    void itsBooksSayWhatCameAndHowOften() throws Exception {
        push("\"price\":\"500\",\"old_price\":\"600\",\"min_price\":\"400\"");
        for (int i = 0; i < 11; i++) {
            push("\"price\":\"" + (500 + i) + "\"");
        }
        market.time.pass(Duration.ofHours(1));
        push("\"price\":\"7.50\"");

        JsonNode truth = truth();

        assertThat(truth.path("price").asText()).isEqualTo("7.50");
        assertThat(truth.path("min_price").asText())
                .as("nothing new was said of it")
                .isEqualTo("400");
        assertThat(truth.path("taken").asInt()).isEqualTo(11);
        assertThat(truth.path("fullest_hour").asInt()).isEqualTo(10);
        assertThat(truth.path("refused").asInt()).isEqualTo(2);
    }

    @Test
    void aProductThatSpoilsRefusesItsRequestsUntilItIsCured() throws Exception {
        String two = "{\"prices\":[{\"offer_id\":\"nobody's\",\"price\":\"10\"},{\"offer_id\":\"" + offer
                + "\",\"price\":\"10\"}]}";
        change("spoil");
        assertThat(market.call(PUSH, two).status()).isEqualTo(400);
        assertThat(truth().path("taken").asInt()).isZero();
        change("cure");
        assertThat(market.call(PUSH, two).status()).isEqualTo(200);
    }

    private void change(String action) throws Exception {
        market.admin(
                "POST",
                "/admin/products",
                "{\"clientId\":\"" + TestMarket.SHOP + "\",\"offerId\":\"" + offer + "\",\"action\":\"" + action
                        + "\"}");
    }

    private JsonNode truth() throws Exception {
        for (JsonNode product : market.truth("prices")) {
            if (product.path("offer_id").asText().equals(offer)) {
                return product;
            }
        }
        throw new AssertionError("it has no price");
    }

    @Test
    void whatIsNoPriceRefusesTheRequest() throws Exception {
        assertThat(market.call(PUSH, body("\"price\":\"ten\"")).status()).isEqualTo(400);
        assertThat(market.call(PUSH, body("\"price\":\"1.999\"")).status()).isEqualTo(400);
        assertThat(market.call(PUSH, "{\"prices\":[{\"price\":\"10\"}]}").status())
                .isEqualTo(400);
        assertThat(market.call(PUSH, "{\"prices\":[]}").status()).isEqualTo(400);
    }

    private JsonNode push(String fields) throws Exception {
        return market.ok(PUSH, body(fields)).path("result").get(0);
    }

    private String error(String fields) throws Exception {
        JsonNode result = push(fields);
        assertThat(result.path("updated").asBoolean()).isFalse();
        return result.path("errors").get(0).path("code").asText();
    }

    private String body(String fields) {
        return "{\"prices\":[{\"offer_id\":\"" + offer + "\"," + fields + "}]}";
    }
}
