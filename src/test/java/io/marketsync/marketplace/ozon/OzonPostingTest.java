package io.marketsync.marketplace.ozon;

import java.math.BigDecimal;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.posting.Posting;
import io.marketsync.posting.Scheme;
import io.marketsync.posting.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** One posting of a page: what is tolerated, and what would harm the database or another posting and is refused. */
class OzonPostingTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @ParameterizedTest
    @CsvSource({"1530.0000, 1530.00", "'\"1530.00\"', 1530.00", "1.53E+3, 1530", "0, 0", "null, "})
    void aPriceIsANumberInAnySpelling(String spelled, BigDecimal price) {
        Posting posting = read(node -> line(node).set("price", json(spelled)));
        if (price == null) {
            assertThat(posting.lines().getFirst().price()).isNull();
        } else {
            assertThat(posting.lines().getFirst().price()).isEqualByComparingTo(price);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e14", "-1e99", "\"1e999999999\"", "\"NaN\"", "\"12,50\"", "1e-999999999"})
    void aPriceThatIsNoMoneyIsGarbled(String price) {
        refused(posting -> line(posting).set("price", json(price)));
        refused(posting ->
                line(posting).putObject("price").put("currency", "RUB").set("amount", json(price)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "-1", "2147483648", "1e999999999", "null", "\"\"", "\"many\"", "{}"})
    void aQuantityThatIsNoCountIsGarbled(String quantity) {
        refused(posting -> line(posting).set("quantity", json(quantity)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "9223372036854775808", "1e999999999"})
    void anIdThatIsNoIdIsGarbledAndNotCut(String sku) {
        refused(posting -> line(posting).set("sku", json(sku)));
    }

    @Test
    void aNumberTooLargeForTheDatabaseIsGarbledWhereverItHides() {
        refused(posting -> posting.putObject("x_future").putArray("deep").add(new BigDecimal("1e999999999")));
    }

    @Test
    void withoutNumberStatusOrLinesItIsNoPosting() {
        refused(posting -> posting.remove("posting_number"));
        refused(posting -> posting.put("posting_number", ""));
        refused(posting -> posting.putNull("status"));
        refused(posting -> posting.putArray("products"));
        refused(posting -> posting.remove("products"));
        refused(posting -> line(posting).putNull("offer_id"));
    }

    @Test
    void aNameTooLongToBeKeptIsGarbled() {
        refused(posting -> posting.put("posting_number", "1".repeat(101)));
        refused(posting -> line(posting).put("offer_id", "x".repeat(1001)));
    }

    @Test
    void whatWaitsAtThePickUpPointIsOnItsWay() {
        Posting posting = read(node -> node.put("status", "delivering").put("substatus", "posting_in_pickup_point"));
        assertThat(posting.stage()).isEqualTo(Stage.DELIVERING);
        assertThat(posting.stage().terminal()).isFalse();
    }

    @Test
    void aTimeThatIsNoneIsGarbled() {
        refused(posting -> posting.put("in_process_at", "yesterday"));
        refused(posting -> posting.put("shipment_date", "+999999999-12-31T23:59:59Z"));
        assertThat(read(posting -> posting.put("shipment_date", "9999-12-31T23:59:59.999999900Z"))
                        .shipmentDate())
                .isNotNull();
    }

    /** NUL goes; a text that only looks like its escape stays, and the JSON stays JSON. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\u0000", "a\u0000b", "\\u0000", "a\\\u0000", "\\\\u0000\"", "\\", "\u0000\\u0000\\\\u0000"})
    void nulIsTakenOutAndNothingElse(String text) throws JsonProcessingException {
        Posting posting = read(node -> line(node).put("name", text));
        String kept = text.replace("\u0000", "");
        assertThat(JSON.readTree(posting.raw()).at("/products/0/name").asText()).isEqualTo(kept);
        assertThat(posting.raw()).doesNotContain("\u0000");
        assertThat(posting.lines().getFirst().name()).isEqualTo(kept.isEmpty() ? null : kept);
    }

    private static void refused(Consumer<ObjectNode> change) {
        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> read(change));
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
    }

    private static Posting read(Consumer<ObjectNode> change) {
        ObjectNode posting = JSON.createObjectNode()
                .put("posting_number", "89491381-0072-1")
                .put("status", "awaiting_packaging")
                .put("in_process_at", "2026-10-30T10:00:00Z");
        posting.putArray("products")
                .addObject()
                .put("offer_id", "A-1")
                .put("sku", 148313766)
                .put("quantity", 1)
                .put("price", "1530.0000")
                .put("currency_code", "RUB");
        change.accept(posting);
        return OzonPosting.read(posting, Scheme.FBS);
    }

    private static ObjectNode line(ObjectNode posting) {
        return (ObjectNode) posting.at("/products/0");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
