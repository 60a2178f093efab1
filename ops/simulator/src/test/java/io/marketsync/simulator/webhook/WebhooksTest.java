package io.marketsync.simulator.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.simulator.Seeds;
import io.marketsync.simulator.TestMarket;

import static org.assertj.core.api.Assertions.assertThat;

/** What a subscriber is told, and how badly. Time stands still but for what the test lets pass. */
class WebhooksTest {

    private static final long SEED = Seeds.next(WebhooksTest.class);
    private static final Duration DAY = Duration.ofDays(1);

    private final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private final Semaphore arrivals = new Semaphore(0);
    private volatile int status = 200;
    private HttpServer receiver;
    private TestMarket market;

    @BeforeEach
    void open() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            JsonNode body = TestMarket.JSON.readTree(exchange.getRequestBody().readAllBytes());
            boolean ping = body.path("message_type").asText().equals("TYPE_PING");
            if (!ping) {
                told.add(body);
                arrivals.release();
            }
            byte[] answer = (ping ? "{\"version\":\"1\",\"name\":\"test\",\"time\":\"now\"}" : "{\"result\":true}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        receiver.start();
        market = TestMarket.small(SEED);
        market.simulator.clock().freeze(TestMarket.NOW);
    }

    @AfterEach
    void close() {
        market.close();
        receiver.stop(0);
    }

    @Test
    void everythingThatHappensIsToldOnceAndInItsOrder() throws Exception {
        register("");
        passes(DAY);

        List<Happening> happened = happened(DAY);
        assertThat(names(told))
                .hasSizeGreaterThan(50)
                .containsExactlyElementsOf(happened.stream()
                        .map(one -> WebhooksTest.name(json(one.body(TestMarket.SHOP))))
                        .toList());
        Map<String, Long> types = told.stream()
                .collect(Collectors.groupingBy(
                        one -> one.path("message_type").asText(), TreeMap::new, Collectors.counting()));
        assertThat(types)
                .containsOnlyKeys(
                        "TYPE_FBO_POSTING_CANCELLED",
                        "TYPE_FBO_POSTING_NEW",
                        "TYPE_FBO_POSTING_STATE_CHANGED",
                        "TYPE_NEW_POSTING",
                        "TYPE_POSTING_CANCELLED",
                        "TYPE_STATE_CHANGED");
        turn();
        assertThat(told).as("and not again").hasSameSizeAs(happened);
    }

    /** Following all that was told leads to the truth. */
    @Test
    void whatIsToldIsTrue() throws Exception {
        register("");
        passes(DAY);
        Map<String, String> states = new TreeMap<>();
        told.stream()
                .filter(one -> one.has("new_state"))
                .forEach(one -> states.put(
                        one.path("posting_number").asText(),
                        one.path("new_state").asText()));
        Map<String, String> truth = new TreeMap<>();
        market.truth("postings")
                .forEach(one -> truth.put(
                        one.path("posting_number").asText(),
                        one.path("substatus").asText()));
        assertThat(states).isNotEmpty().allSatisfy((number, state) -> assertThat(truth)
                .containsEntry(number, state));
    }

    @Test
    void lossAndRepetitionAreThoseOfTheSeed() throws Exception {
        register(",\"loss\":0.3,\"duplicate\":0.3");
        passes(DAY);
        List<String> first = names(told);
        JsonNode counted = list().get(0);
        int happened = happened(DAY).size();
        assertThat(counted.path("happened").asInt()).isEqualTo(happened);
        assertThat(counted.path("lost").asInt()).isBetween(happened / 6, happened / 2);
        assertThat(first)
                .hasSize(happened
                        - counted.path("lost").asInt()
                        + counted.path("duplicated").asInt());
        assertThat(first.stream().distinct().count())
                .isEqualTo(happened - counted.path("lost").asLong());

        told.clear();
        market.simulator.clock().freeze(TestMarket.NOW);
        register(",\"loss\":0.3,\"duplicate\":0.3");
        passes(DAY);
        assertThat(names(told)).isEqualTo(first);
    }

    @Test
    void anotherOrderLosesNothing() throws Exception {
        register(",\"reorder\":0.5");
        passes(DAY);
        List<String> inOrder = happened(DAY).stream()
                .map(one -> WebhooksTest.name(json(one.body(TestMarket.SHOP))))
                .toList();
        assertThat(names(told)).containsExactlyInAnyOrderElementsOf(inOrder).isNotEqualTo(inOrder);
    }

    @Test
    void aDelayIsOverWhenItsTimeHasPassed() throws Exception {
        register(",\"delayMs\":600000");
        passes(DAY);
        int happened = happened(DAY).size();
        assertThat(told).hasSizeLessThan(happened / 4);
        for (int minute = 0; minute < 10; minute++) {
            market.time.pass(Duration.ofMinutes(1));
            turn();
        }
        assertThat(names(told)).hasSize(happened).doesNotHaveDuplicates();
    }

    @Test
    void whoDoesNotAnswerIsCalledAgainAFewTimes() throws Exception {
        register("");
        status = 503;
        passes(Duration.ofHours(1));
        int once = told.size();
        assertThat(once).isPositive();
        for (int attempt = 1; attempt < Webhooks.MOST_ATTEMPTS; attempt++) {
            turn();
            market.time.pass(Duration.ofMinutes(11));
            turn();
        }
        market.time.pass(DAY);
        turn();
        assertThat(told).hasSize(once * Webhooks.MOST_ATTEMPTS);
        assertThat(list().get(0).path("givenUp").asInt()).isEqualTo(once);
        assertThat(list().get(0).path("waiting").asInt()).isZero();
    }

    @Test
    void whoAnswersAgainMissesNothing() throws Exception {
        register("");
        status = 500;
        passes(Duration.ofHours(1));
        List<String> refused = names(told);
        told.clear();
        status = 200;
        market.time.pass(Duration.ofSeconds(1));
        turn();
        assertThat(names(told)).containsExactlyElementsOf(refused);
    }

    @Test
    void aShopThatIsRemovedIsToldNothingMore() throws Exception {
        register(",\"delayMs\":600000");
        passes(Duration.ofHours(1));
        told.clear();
        market.admin("DELETE", "/admin/webhooks?clientId=" + TestMarket.SHOP, "");
        market.time.pass(DAY);
        market.simulator.clock().advance(DAY);
        turn();
        assertThat(told).isEmpty();
        assertThat(list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/x",
                "http://10.0.0.1/x",
                "https://127.0.0.1/x",
                "http://127.0.0.1.example.com/x",
                "file:///etc/passwd",
                "x"
            })
    void nobodyElsewhereIsCalled(String url) throws Exception {
        assertThat(admin("{\"clientId\":\"100101\",\"url\":\"" + url + "\"}")).isEqualTo(400);
    }

    @Test
    void badRegistrationsAreRefusedAndNothingIsRegistered() throws Exception {
        String url = "\"url\":\"" + url() + "\"";
        assertThat(admin("{" + url + "}")).isEqualTo(400);
        assertThat(admin("{\"clientId\":\"1\"," + url + "}")).isEqualTo(404);
        assertThat(admin("{\"clientId\":\"100101\"," + url + ",\"loss\":1.5}")).isEqualTo(400);
        assertThat(admin("{\"clientId\":\"100101\"," + url + ",\"delayMs\":-1}"))
                .isEqualTo(400);
        status = 404;
        assertThat(admin("{\"clientId\":\"100101\"," + url + "}"))
                .as("no answer to the ping")
                .isEqualTo(400);
        assertThat(list()).isEmpty();
    }

    @Test
    void itsOwnThreadTellsWithoutBeingAsked() throws Exception {
        register("");
        market.simulator.clock().advance(Duration.ofHours(1));
        int happened = happened(Duration.ofHours(1)).size();
        assertThat(happened).isPositive();
        assertThat(arrivals.tryAcquire(happened, 10, TimeUnit.SECONDS)).isTrue();
        assertThat(names(told)).hasSize(happened);
    }

    private List<Happening> happened(Duration since) {
        return Happening.between(
                market.simulator.market().shop(TestMarket.SHOP), TestMarket.NOW, TestMarket.NOW.plus(since));
    }

    private void passes(Duration time) throws InterruptedException {
        market.simulator.clock().advance(time);
        turn();
    }

    private void turn() throws InterruptedException {
        market.simulator.webhooks().turn();
    }

    private void register(String faults) throws Exception {
        assertThat(admin("{\"clientId\":\"100101\",\"url\":\"" + url() + "\"" + faults + "}"))
                .isEqualTo(200);
    }

    private int admin(String body) throws Exception {
        return market.admin("POST", "/admin/webhooks", body).status();
    }

    private JsonNode list() throws Exception {
        return market.admin("GET", "/admin/webhooks", "").json();
    }

    private String url() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/webhooks/ozon/secret";
    }

    private static List<String> names(List<JsonNode> events) {
        List<String> names = new ArrayList<>();
        events.forEach(event -> names.add(name(event)));
        return Collections.unmodifiableList(names);
    }

    private static String name(JsonNode event) {
        return event.path("message_type").asText() + " "
                + event.path("posting_number").asText() + " "
                + event.path("new_state").asText() + " "
                + event.path("changed_state_date").asText();
    }

    private static JsonNode json(String body) {
        try {
            return TestMarket.JSON.readTree(body);
        } catch (IOException e) {
            throw new AssertionError(body, e);
        }
    }
}
