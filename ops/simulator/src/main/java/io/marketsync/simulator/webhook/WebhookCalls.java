package io.marketsync.simulator.webhook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Json;

/** Calls a webhook as Ozon does: JSON, five seconds, 200 with {@code result} or nothing. To this machine alone. */
final class WebhookCalls implements AutoCloseable {

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** As a proxy in front of the receiver would say where the call came from: an address of Ozon's. */
    private static final String FROM = "195.34.21.7";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(TIMEOUT)
            .build();

    static URI url(String text) {
        try {
            URI url = URI.create(text);
            if ("http".equals(url.getScheme()) && LOOPBACK.contains(String.valueOf(url.getHost()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw Refusal.invalid("url must be http on 127.0.0.1, [::1] or localhost: this simulator calls nobody else");
    }

    /** True for the answer that Ozon wants to an event. */
    boolean accepts(URI url, String body) throws InterruptedException {
        JsonNode answer = post(url, body);
        return answer.path("result").asBoolean();
    }

    /** Without the answer that Ozon wants to its ping an address is not taken. */
    void ping(URI url, Instant now) {
        try {
            JsonNode answer = post(
                    url,
                    Json.object()
                            .put("message_type", "TYPE_PING")
                            .put("time", now.toString())
                            .toString());
            if (answer.hasNonNull("version") && answer.hasNonNull("name") && answer.hasNonNull("time")) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Refusal.invalid("the url did not answer TYPE_PING with version, name and time");
    }

    /** An object without members when there was no such answer. */
    private JsonNode post(URI url, String body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", FROM)
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Json.MAPPER.readTree(answer.body()) : Json.object();
        } catch (IOException e) {
            return Json.object();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
