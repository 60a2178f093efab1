package io.marketsync.simulator.posting;

import java.time.Duration;
import java.util.Base64;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.simulator.TestMarket;
import io.marketsync.simulator.TestMarket.Answer;

import static org.assertj.core.api.Assertions.assertThat;

class ListErrorsTest {

    private static final String FBS = "/v4/posting/fbs/list";
    private static final String FBO = "/v3/posting/fbo/list";
    private static final String PERIOD =
            "\"filter\":{\"since\":\"2026-10-01T00:00:00Z\",\"to\":\"2026-11-01T00:00:00Z\"}";

    private static TestMarket market;

    @BeforeAll
    static void open() {
        market = TestMarket.small(42);
    }

    @AfterAll
    static void close() {
        market.close();
    }

    @BeforeEach
    void refillBudgets() {
        market.time.pass(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {FBS, FBO})
    void thePageSizeIsOneToHundred(String path) throws Exception {
        assertInvalid(path, "{" + PERIOD + ",\"limit\":0}", "Limit");
        assertInvalid(path, "{" + PERIOD + ",\"limit\":101}", "Limit");
        assertInvalid(path, "{" + PERIOD + "}", "Limit");
        assertThat(market.call(path, "{" + PERIOD + ",\"limit\":\"100\"}").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {FBS, FBO})
    void thePeriodIsRequiredAndAtMostAYear(String path) throws Exception {
        assertInvalid(path, "{\"limit\":10}", "filter.since is required");
        assertInvalid(path, "{\"limit\":10,\"filter\":{\"since\":\"2026-10-01T00:00:00Z\"}}", "filter.to is required");
        assertInvalid(path, period("2025-10-01T00:00:00Z", "2026-10-01T00:00:01Z"), "PERIOD_IS_TOO_LONG");
        assertInvalid(path, period("2026-10-02T00:00:00Z", "2026-10-01T00:00:00Z"), "since");
        assertInvalid(path, period("yesterday", "2026-10-01T00:00:00Z"), "date-time");
        assertThat(market.call(path, period("2025-10-01T00:00:00Z", "2026-10-01T00:00:00Z"))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "e30=", "eyJmaWVsZHMiOltdfQ==", "!!!"})
    void aCursorThatIsNotOursIsInvalid(String cursor) throws Exception {
        assertInvalid(FBS, "{" + PERIOD + ",\"limit\":10,\"cursor\":\"" + cursor + "\"}", "invalid cursor");
        assertInvalid(FBO, "{" + PERIOD + ",\"limit\":10,\"cursor\":\"" + cursor + "\"}", "invalid cursor");
    }

    @Test
    void aCursorBelongsToItsListAndDirection() throws Exception {
        String cursor =
                market.ok(FBS, "{" + PERIOD + ",\"limit\":10}").path("cursor").asText();
        assertThat(new String(Base64.getDecoder().decode(cursor))).contains("osp.in_process_at", "osp.id", "asc");

        assertInvalid(FBO, "{" + PERIOD + ",\"limit\":10,\"cursor\":\"" + cursor + "\"}", "invalid cursor");
        assertInvalid(
                FBS,
                "{" + PERIOD + ",\"limit\":10,\"sort_dir\":\"DESC\",\"cursor\":\"" + cursor + "\"}",
                "invalid cursor");
    }

    @Test
    void nonsenseIsRefusedWithTheEnvelope() throws Exception {
        assertInvalid(FBS, "{", "not valid JSON");
        assertInvalid(FBS, "[]", "JSON object");
        assertInvalid(FBS, "{\"filter\":7,\"limit\":10}", "must be an object");
        assertInvalid(FBS, "{" + PERIOD + ",\"limit\":\"ten\"}", "int64");
        assertInvalid(FBS, "{" + PERIOD + ",\"limit\":10,\"sort_dir\":\"up\"}", "sort_dir");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v3/posting/fbs/list",
                "/v3/posting/fbs/unfulfilled/list",
                "/v2/posting/fbo/list",
                "/v1/warehouse/list",
                "/v1/product/info/stocks-by-warehouse/fbs",
                "/v9/never/heard/of"
            })
    void deadPathsAreNotAllowed(String path) throws Exception {
        Answer answer = market.call(path, "{}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("code").asInt()).isEqualTo(5);
        assertThat(answer.json().path("message").asText()).isEqualTo("method is not allowed");
    }

    @Test
    void readsArePostsToo() throws Exception {
        assertThat(market.admin("GET", FBS, "").status()).isEqualTo(404);
    }

    private static String period(String since, String to) {
        return "{\"limit\":10,\"filter\":{\"since\":\"" + since + "\",\"to\":\"" + to + "\"}}";
    }

    private static void assertInvalid(String path, String body, String message) throws Exception {
        Answer answer = market.call(path, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asInt()).isEqualTo(3);
        assertThat(answer.json().path("message").asText()).contains(message);
        assertThat(answer.json().path("details").isArray()).isTrue();
    }
}
