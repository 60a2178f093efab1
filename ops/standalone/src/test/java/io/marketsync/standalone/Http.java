package io.marketsync.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON over HTTP, as a client of the product or of the simulator's admin. */
final class Http {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String origin;
    private final String token;

    private Http(String origin, String token) {
        this.origin = origin;
        this.token = token;
    }

    static Http at(int port) {
        return new Http("http://127.0.0.1:" + port, null);
    }

    Http as(String token) {
        return new Http(origin, token);
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path)));
    }

    String text(String path) throws IOException, InterruptedException {
        return send(request(path).header("Accept", "text/plain"));
    }

    JsonNode post(String path, String json) throws IOException, InterruptedException {
        return JSON.readTree(
                send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json))));
    }

    /** With a random Idempotency-Key. */
    JsonNode postOnce(String path, String json) throws IOException, InterruptedException {
        return postOnce(path, "application/json", json);
    }

    JsonNode postOnce(String path, String type, String body) throws IOException, InterruptedException {
        return postAs(UUID.randomUUID(), path, type, body);
    }

    /** @param key said again it is the same request */
    JsonNode postAs(UUID key, String path, String type, String body) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path)
                .header("Content-Type", type)
                .header("Idempotency-Key", key.toString())
                .POST(BodyPublishers.ofString(body))));
    }

    /**
     * A file, as far as it is text.
     *
     * @param json null to read what is there
     */
    String file(String path, String json) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).header("Accept", "application/pdf");
        return send(
                json == null
                        ? request
                        : request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    JsonNode put(String path, String json) throws IOException, InterruptedException {
        return JSON.readTree(
                send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json))));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(origin + path)).timeout(TIMEOUT);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = CLIENT.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() == 503) {
            throw new IOException("not now: " + answer.body());
        }
        if (answer.statusCode() >= 300) {
            throw new AssertionError(request.build().uri() + " answers " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
