package io.marketsync.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A small marketplace on a free port whose history has just ended: one seller, two shops, two weeks of postings still moving.
 * World and real time stand still until the test moves them.
 */
public final class TestMarket implements AutoCloseable {

    public static final Instant EPOCH = Instant.parse("2026-10-01T00:00:00Z");
    public static final Instant NOW = EPOCH.plus(Duration.ofDays(30));
    public static final String SHOP = "100101";
    public static final ObjectMapper JSON = new ObjectMapper();

    public final ManualTime time = new ManualTime(NOW);
    public final Simulator simulator;
    private final HttpClient http = HttpClient.newHttpClient();

    /** An answer as it came over the wire. */
    public record Answer(int status, HttpResponse<String> response) {

        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + response.body(), e);
            }
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    public TestMarket(SimulatorConfig config) {
        simulator = Simulator.start(config, time);
    }

    public static TestMarket small(long seed) {
        return new TestMarket(config(seed));
    }

    public static SimulatorConfig config(long seed) {
        return SimulatorConfig.demo()
                .withSeed(seed)
                .withEpoch(EPOCH)
                .withSellers(1, 2)
                .withProducts(200)
                .withPostings(1_500)
                .withArrival(Duration.ofMinutes(5));
    }

    public Instant now() {
        return simulator.clock().now();
    }

    public Answer call(String path, String body) throws IOException, InterruptedException {
        return call(path, body, SHOP, simulator.keys().of(SHOP).value());
    }

    public Answer call(String path, String body, String clientId, String key) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body));
        if (clientId != null) {
            request.header("Client-Id", clientId);
        }
        if (key != null) {
            request.header("Api-Key", key);
        }
        return send(request.build());
    }

    public JsonNode ok(String path, String body) throws IOException, InterruptedException {
        Answer answer = call(path, body);
        if (answer.status() != 200) {
            throw new AssertionError(path + " answered " + answer.status() + " "
                    + answer.response().body());
        }
        return answer.json();
    }

    public Answer admin(String method, String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path))
                .method(method, BodyPublishers.ofString(body))
                .build());
    }

    public JsonNode truth(String what) throws IOException, InterruptedException {
        String separator = what.contains("?") ? "&" : "?";
        return admin("GET", "/admin/truth/" + what + separator + "clientId=" + SHOP, "")
                .json();
    }

    /** Reads a list to its end; {@code between} runs after every page. Each page spends budget, so time passes as well. */
    public List<JsonNode> readAll(String path, ObjectNode request, Runnable between)
            throws IOException, InterruptedException {
        List<JsonNode> postings = new ArrayList<>();
        JsonNode page;
        do {
            page = ok(path, request.toString());
            page.path("postings").forEach(postings::add);
            request.put("cursor", page.path("cursor").asText());
            time.pass(Duration.ofMillis(50));
            between.run();
        } while (page.path("has_next").asBoolean());
        return postings;
    }

    public static ObjectNode listRequest(Instant since, Instant to, int limit) {
        ObjectNode request = JSON.createObjectNode().put("limit", limit);
        request.putObject("filter").put("since", since.toString()).put("to", to.toString());
        return request;
    }

    @Override
    public void close() {
        http.close();
        simulator.close();
    }

    private Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), response);
    }

    private URI uri(String path) {
        return simulator.uri().resolve(path);
    }
}
