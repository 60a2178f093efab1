package io.marketsync.api.problem;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.EdgeProfile;
import io.marketsync.api.edge.FakeTokens;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(EdgeProfile.class)
class ProblemsTest {

    private static final String JSON = "Content-Type: application/json";

    @Inject
    FakeTokens tokens;

    private final Wire wire = Wire.toTheApp();

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api", "/api/v1/none", "/none", "/api/v1/probe/none", "/favicon.ico"})
    void unknownRouteIsAProblem(String path) {
        assertThatProblem(wire.get(path)).is(ProblemCode.NOT_FOUND);
    }

    @Test
    void wrongMethodIsAProblemThatNamesTheAllowedOnes() {
        Reply reply = wire.send("DELETE", "/api/v1/probe/public", "");

        assertThatProblem(reply).is(ProblemCode.METHOD_NOT_ALLOWED);
        assertThat(reply.header("Allow")).contains("GET");
        assertThat(reply.json().path("detail").asText()).contains("DELETE");
    }

    @Test
    void unknownMethodIsAProblem() {
        assertThatProblem(wire.send("BREW", "/api/v1/probe/public", "")).is(ProblemCode.METHOD_NOT_ALLOWED);
        assertThatProblem(wire.send("TRACE", "/api/v1/probe/public", "")).is(ProblemCode.METHOD_NOT_ALLOWED);
    }

    @Test
    void unacceptableMediaTypeIsAProblem() {
        assertThatProblem(wire.get("/api/v1/probe/public", "Accept: image/png")).is(ProblemCode.NOT_ACCEPTABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"})
    void otherContentTypesAreAProblem(String type) {
        assertThatProblem(order("{}", "Content-Type: " + type)).is(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{]",
                "nope",
                "{\"name\":\"a\"} x",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "[]",
                "\"text\"",
                "1",
                "{\"name\":\"\u0001\"}",
                "{'name':'a'}",
                "{\"name\":NaN}"
            })
    void unreadableBodyIsAProblem(String body) {
        assertThatProblem(order(body, JSON)).is(ProblemCode.MALFORMED_JSON);
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "{\"items\":" + "[".repeat(50) + "]".repeat(50) + "}";

        assertThat(order(deep, JSON).status()).isEqualTo(400);
    }

    @Test
    void emptyBodyIsRefused() {
        assertThatProblem(order("", JSON)).is(ProblemCode.VALIDATION_FAILED).namesField("#", "NOT_NULL", "required");
        assertThatProblem(order("null", JSON)).is(ProblemCode.VALIDATION_FAILED).namesField("#", "NOT_NULL", "");
    }

    @Test
    void unknownFieldIsNamedByItsPointer() {
        Reply reply = order("{\"name\":\"a\",\"items\":[{\"sku\":\"x\",\"quantity\":1,\"seller/Id\":1}]}", JSON);

        assertThatProblem(reply)
                .is(ProblemCode.UNKNOWN_FIELD)
                .namesField("#/items/0/seller~1Id", "UNKNOWN_FIELD", "does not exist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"amount\":\"a\"} | #/amount | WRONG_TYPE | integer",
                "{\"amount\":1.5} | #/amount | WRONG_TYPE | integer",
                "{\"amount\":\"5\"} | #/amount | WRONG_TYPE | integer",
                "{\"amount\":99999999999999999999} | #/amount | WRONG_TYPE | integer",
                "{\"name\":{}} | #/name | WRONG_TYPE | string",
                "{\"items\":{}} | #/items | WRONG_TYPE | array",
                "{\"items\":[{\"sku\":\"a\",\"quantity\":null}]} | #/items/0/quantity | WRONG_TYPE | integer",
                "{\"color\":\"BLUE\"} | #/color | ONE_OF | RED",
                "{\"color\":0} | #/color | ONE_OF | RED"
            })
    void wrongTypeIsNamedByItsPointer(String body, String pointer, String code, String limit) {
        assertThatProblem(order(body, JSON)).is(ProblemCode.VALIDATION_FAILED).namesField(pointer, code, limit);
    }

    @Test
    void brokenLimitsAreNamedByPointerAndLimit() {
        String items = "[{\"sku\":\" \",\"quantity\":0},{\"sku\":\"b\",\"quantity\":1}]";

        assertThatProblem(order("{\"name\":\"12345678901\",\"amount\":101,\"items\":" + items + "}", JSON))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("#/name", "SIZE", "10")
                .namesField("#/amount", "MAX", "100")
                .namesField("#/items/0/sku", "NOT_BLANK", "blank")
                .namesField("#/items/0/quantity", "POSITIVE", "0");
    }

    @Test
    void brokenQueryParameterIsNamedByItsName() {
        assertThatProblem(wire.get("/api/v1/probe/query?depth=6"))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("depth", "MAX", "5");
    }

    @Test
    void ourOwnErrorTellsNothingButTheRequestId() {
        Reply reply = wire.get("/api/v1/probe/broken");

        assertThatProblem(reply).is(ProblemCode.INTERNAL);
        assertThat(reply.body()).doesNotContain("secret", "Exception", "Probe");
    }

    @Test
    void linksAreAbsoluteAndRetryAfterIsSaidTwice() {
        Reply running = wire.get("/api/v1/probe/running", "Host: api.example.com:8443");
        assertThatProblem(running).is(ProblemCode.SYNC_ALREADY_RUNNING);
        assertThat(running.json().at("/links/operation").asText())
                .isEqualTo("http://api.example.com:8443/api/v1/operations/op_1");

        assertThatProblem(wire.get("/api/v1/probe/busy"))
                .is(ProblemCode.IDEMPOTENCY_KEY_IN_FLIGHT)
                .retryAfter(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil\"><script>", "a b", "user@evil.example", "evil.example/path"})
    void strangeHostHeaderReachesNoLink(String host) {
        Reply reply = wire.get("/api/v1/none", "Host: " + host);

        assertThatRefused(reply);
        assertThat(reply.body()).doesNotContain("evil", "a b");
    }

    @ParameterizedTest
    @CsvSource({
        "ru, ru, Не найдено",
        "'ru-RU,ru;q=0.9,en;q=0.8', ru, Не найдено",
        "zh-CN, zh, 未找到",
        "'de,zh;q=0.5,ru;q=0.2', zh, 未找到",
        "de, en, Not found",
        "'', en, Not found",
        "';;q=x,,', en, Not found"
    })
    void acceptLanguagePicksTheTexts(String accepted, String language, String title) {
        Reply reply = wire.get("/api/v1/none", "Accept-Language: " + accepted);

        assertThatProblem(reply).is(ProblemCode.NOT_FOUND);
        assertThat(reply.header("Content-Language")).isEqualTo(language);
        assertThat(reply.header("Vary")).contains("Accept-Language");
        assertThat(reply.json().path("title").asText()).isEqualTo(title);
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void theTypeOfEveryCodeIsAPage(ProblemCode code) {
        Reply page = wire.get("/problems/" + code.slug(), "Accept-Language: zh");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(page.header("Content-Language")).isEqualTo("zh");
        assertThat(page.body()).contains(code.name(), "lang=\"zh\"");
    }

    @Test
    void thePageOfAnUnknownCodeIsAProblem() {
        assertThatProblem(wire.get("/problems/none")).is(ProblemCode.NOT_FOUND);
        assertThatProblem(wire.get("/problems/NOT_FOUND")).is(ProblemCode.NOT_FOUND);
    }

    @Test
    void headOfAProblemHasNoBody() {
        Reply reply = wire.send("HEAD", "/api/v1/none", "");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void failuresBeforeTheFirstFilterAreProblemsToo() {
        Reply reply = wire.exchange("GET /api/v1/none HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes());

        assertThat(reply.status()).isEqualTo(400);
        assertThatRefused(reply);
        assertThat(reply.json().path("code").asText()).isEqualTo("BAD_REQUEST");
    }

    private static void assertThatRefused(Reply reply) {
        assertThat(reply.status()).as("%s", reply).isBetween(400, 404);
        assertThat(reply.header("Content-Type")).isEqualTo(Problem.MEDIA_TYPE);
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.json().path("requestId").asText()).isEqualTo(reply.header("X-Request-Id"));
    }

    private Reply order(String body, String... headers) {
        String[] all = new String[headers.length + 1];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Authorization: Bearer " + tokens.seller();
        return wire.post("/api/v1/probe/orders", body, all);
    }
}
