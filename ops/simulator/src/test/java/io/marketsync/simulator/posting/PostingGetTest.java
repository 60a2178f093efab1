package io.marketsync.simulator.posting;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.Seeds;
import io.marketsync.simulator.TestMarket;

import static org.assertj.core.api.Assertions.assertThat;

class PostingGetTest {

    private static final String FBS = "/v3/posting/fbs/get";
    private static final String FBO = "/v2/posting/fbo/get";

    private final TestMarket market = TestMarket.small(Seeds.next(PostingGetTest.class));

    @BeforeEach
    void freeze() {
        market.simulator.clock().freeze(TestMarket.NOW);
    }

    @AfterEach
    void close() {
        market.close();
    }

    @Test
    void answersTheOldShapeWithPricesAsText() throws Exception {
        for (String scheme : List.of("fbs", "fbo")) {
            JsonNode truth = postings(scheme).getFirst();
            JsonNode result = get(scheme.equals("fbs") ? FBS : FBO, truth).path("result");
            JsonNode product = result.path("products").get(0);
            JsonNode line = truth.path("lines").get(0);

            assertThat(result.path("status")).isEqualTo(truth.path("status"));
            assertThat(product.path("currency_code")).isEqualTo(line.path("currency"));
            assertThat(product.path("price").isTextual()).isTrue();
            assertThat(new BigDecimal(product.path("price").asText()))
                    .isEqualByComparingTo(line.path("price").asText());
        }
    }

    @Test
    void aChildNamesItsParentAndItsSiblings() throws Exception {
        JsonNode child = postings("fbs").stream()
                .filter(posting -> posting.path("parent_posting_number").isTextual())
                .findFirst()
                .orElseThrow();
        JsonNode result = get(FBS, child).path("result");
        String parent = child.path("parent_posting_number").asText();

        assertThat(result.path("parent_posting_number").asText()).isEqualTo(parent);
        assertThat(result.path("related_postings").path("related_posting_numbers"))
                .extracting(JsonNode::asText)
                .contains(parent);
    }

    @Test
    void whatIsUnknownOrOfTheOtherSchemeOrOfAnotherShopIsNotFound() throws Exception {
        String fbs = postings("fbs").getFirst().path("posting_number").asText();
        String body = "{\"posting_number\":\"" + fbs + "\"}";

        assertThat(market.call(FBO, body).status()).isEqualTo(404);
        assertThat(market.call(FBS, "{\"posting_number\":\"0000000001-0001-1\"}")
                        .json()
                        .path("code")
                        .asInt())
                .isEqualTo(5);
        assertThat(market.call(FBS, "{}").status()).isEqualTo(400);
        String otherKey = market.simulator.keys().of("100102").value();
        assertThat(market.call(FBS, body, "100102", otherKey).status()).isEqualTo(404);
    }

    private JsonNode get(String path, JsonNode truth) throws Exception {
        return market.ok(
                path, "{\"posting_number\":" + truth.path("posting_number") + ",\"with\":{\"related_postings\":true}}");
    }

    private List<JsonNode> postings(String scheme) throws Exception {
        return StreamSupport.stream(market.truth("postings").spliterator(), false)
                .filter(posting -> posting.path("scheme").asText().equals(scheme))
                .toList();
    }
}
