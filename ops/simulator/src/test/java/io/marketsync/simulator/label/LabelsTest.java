package io.marketsync.simulator.label;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.simulator.TestMarket;
import io.marketsync.simulator.TestMarket.Answer;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.simulator.world.Scheme;

import static org.assertj.core.api.Assertions.assertThat;

class LabelsTest {

    private static final String CREATE = "/v3/posting/fbs/package-label/create";
    private static final String GET = "/v2/posting/fbs/package-label/get";

    private final TestMarket market = new TestMarket(TestMarket.config(42).withPostings(4_000));
    private final HttpClient http = HttpClient.newHttpClient();
    private List<String> ready;

    @BeforeEach
    void freeze() {
        market.simulator.clock().freeze(TestMarket.NOW);
        ready = numbers("awaiting_deliver", Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        http.close();
        market.close();
    }

    @Test
    void aTaskIsPendingThenInProgressThenAFileWithAPageForEachPosting() throws Exception {
        long task = create(ready.subList(0, 3));
        assertThat(status(task)).isEqualTo("pending");
        assertThat(status(task)).isEqualTo("in_progress");

        JsonNode done = get(task);
        assertThat(done.path("status").path("code").asText()).isEqualTo("completed");
        assertThat(done.path("status").path("printed_postings_count").asInt()).isEqualTo(3);
        assertThat(done.path("error").isNull()).isTrue();

        HttpResponse<byte[]> file = file(done);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type")).hasValue("application/pdf");
        String pdf = new String(file.body(), StandardCharsets.US_ASCII);
        assertThat(pdf).startsWith("%PDF-1.4").endsWith("%%EOF\n").contains("/Count 3");
        assertThat(ready.subList(0, 3)).allSatisfy(number -> assertThat(pdf).contains("(" + number + ") Tj"));
        assertOffsetsAreTrue(pdf);
    }

    @Test
    void timeEndsATaskAsLooksDo() throws Exception {
        long task = create(ready.subList(0, 1));
        market.simulator.clock().advance(Duration.ofSeconds(10));
        assertThat(status(task)).isEqualTo("completed");
    }

    @Test
    void thereIsATaskForEachSize() throws Exception {
        JsonNode tasks = market.ok(CREATE, request(ready.subList(0, 1))).path("tasks");
        assertThat(tasks.findValuesAsText("task_type")).containsExactlyInAnyOrder("big_label", "small_label");
    }

    @Test
    void onePostingThatIsNotReadyRefusesAllAndMakesNoTask() throws Exception {
        String unpacked = numbers("awaiting_packaging", Duration.ZERO).getFirst();
        Answer answer = market.call(CREATE, request(List.of(ready.getFirst(), unpacked)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("message").asText()).isEqualTo("The next postings aren't ready: " + unpacked);
        assertThat(market.call(CREATE, request(List.of("1-1-1")))
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo("NO_POSTINGS_FOR_BATCH_DOWNLOAD");
        assertThat(market.call(CREATE, request(List.of())).status()).isEqualTo(400);
        assertThat(market.call(CREATE, request(ready.subList(0, 21))).status()).isEqualTo(400);
        assertThat(market.simulator.labels().created()).isZero();
    }

    @Test
    void aPostingThatWasJustPackedIsNotReady() throws Exception {
        var packed = market.simulator
                .market()
                .shop(TestMarket.SHOP)
                .postings()
                .visibleAt(TestMarket.NOW)
                .filter(posting -> posting.number().text().equals(ready.getFirst()))
                .findFirst()
                .orElseThrow();
        market.simulator
                .clock()
                .freeze(packed.timeline().lastChangedAt(TestMarket.NOW).plusSeconds(44));
        assertThat(market.call(CREATE, request(List.of(ready.getFirst()))).status())
                .isEqualTo(400);
        market.simulator.clock().advance(Duration.ofSeconds(1));
        assertThat(market.call(CREATE, request(List.of(ready.getFirst()))).status())
                .isEqualTo(200);
    }

    @Test
    void postingsAreLeftOutAndTasksFailAsScripted() throws Exception {
        market.admin(
                "POST",
                "/admin/labels",
                "{\"looks\":1,\"seconds\":0,\"unprinted\":{\"" + ready.get(0) + "\":\"No label\"},\"spoiled\":[\""
                        + ready.get(2) + "\"]}");
        JsonNode partly = get(create(ready.subList(0, 2)));
        assertThat(partly.path("status").path("unprinted_postings").toString())
                .isEqualTo("[{\"posting_number\":\"" + ready.get(0) + "\",\"message\":\"No label\"}]");
        assertThat(new String(file(partly).body(), StandardCharsets.US_ASCII))
                .contains("/Count 1")
                .doesNotContain(ready.get(0));
        assertThat(get(create(ready.subList(0, 1))).path("file_url").asText()).isEmpty();

        JsonNode failed = get(create(ready.subList(2, 4)));
        assertThat(failed.path("status").path("code").asText()).isEqualTo("error");
        assertThat(failed.path("error").path("code").asText()).isNotEmpty();

        market.admin("DELETE", "/admin/labels", "");
        assertThat(status(create(ready.subList(0, 4)))).isEqualTo("completed");
    }

    @Test
    void aTaskIsItsShopsAlone() throws Exception {
        long task = create(ready.subList(0, 1));
        Answer other = market.call(
                GET,
                "{\"task_id\":" + task + "}",
                "100102",
                market.simulator.keys().of("100102").value());
        assertThat(other.status()).isEqualTo(404);
        assertThat(market.call(GET, "{\"task_id\":1}").status()).isEqualTo(404);
        assertThat(market.call(GET, "{}").status()).isEqualTo(400);
    }

    @Test
    void filesAreNotGuessedAndFaultsStrikeThemToo() throws Exception {
        market.admin("POST", "/admin/labels", "{\"looks\":1,\"seconds\":0}");
        JsonNode done = get(create(ready.subList(0, 1)));
        assertThat(read(market.simulator.uri().resolve("/files/7000001.pdf")).statusCode())
                .isEqualTo(404);
        market.simulator
                .faults()
                .add(new FaultRule(
                        null, "/files/", TestMarket.SHOP, FaultKind.HTML502, null, null, null, null, null, null));
        assertThat(file(done).statusCode()).isEqualTo(502);
        assertThat(file(done).statusCode()).isEqualTo(200);
    }

    /** Of FBS postings in a status for at least so long. */
    private List<String> numbers(String status, Duration lasting) {
        return market.simulator
                .market()
                .shop(TestMarket.SHOP)
                .postings()
                .visibleAt(TestMarket.NOW)
                .filter(posting -> posting.scheme() == Scheme.FBS)
                .filter(posting -> posting.phaseAt(TestMarket.NOW).status().equals(status))
                .filter(posting -> !posting.timeline()
                        .lastChangedAt(TestMarket.NOW)
                        .plus(lasting)
                        .isAfter(TestMarket.NOW))
                .map(posting -> posting.number().text())
                .toList();
    }

    private long create(List<String> postings) throws Exception {
        JsonNode tasks = market.ok(CREATE, request(postings)).path("tasks");
        return tasks.path(0).path("task_id").asLong();
    }

    private static String request(List<String> postings) {
        ObjectNode request = TestMarket.JSON.createObjectNode();
        postings.forEach(request.putArray("posting_numbers")::add);
        return request.toString();
    }

    private JsonNode get(long task) throws Exception {
        return market.ok(GET, "{\"task_id\":\"" + task + "\"}");
    }

    private String status(long task) throws Exception {
        return get(task).path("status").path("code").asText();
    }

    private HttpResponse<byte[]> file(JsonNode done) throws Exception {
        return read(URI.create(done.path("file_url").asText()));
    }

    private HttpResponse<byte[]> read(URI address) throws Exception {
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray());
    }

    /** A reader that trusts the index finds each object where it says. */
    private static void assertOffsetsAreTrue(String pdf) {
        Matcher entries = Pattern.compile("(\\d{10}) 00000 n ").matcher(pdf);
        int object = 0;
        while (entries.find()) {
            object++;
            assertThat(pdf.substring(Integer.parseInt(entries.group(1)))).startsWith(object + " 0 obj");
        }
        assertThat(object).isEqualTo(3 + 2 * 3);
        Matcher start = Pattern.compile("startxref\n(\\d+)\n").matcher(pdf);
        assertThat(start.find()).isTrue();
        assertThat(pdf.substring(Integer.parseInt(start.group(1)))).startsWith("xref\n0 10\n");
    }
}
