package io.marketsync.simulator.http;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;

/** An HTTP request, read to its end. Parameters are those of the query. */
public record Request(
        String method, String path, Map<String, String> parameters, Credentials credentials, byte[] body) {

    /** The two headers that name and prove a shop; null when absent. */
    public record Credentials(String clientId, String apiKey) {}

    static Request read(HttpExchange exchange) throws IOException {
        Credentials credentials = new Credentials(
                exchange.getRequestHeaders().getFirst("Client-Id"),
                exchange.getRequestHeaders().getFirst("Api-Key"));
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                parameters(exchange.getRequestURI().getQuery()),
                credentials,
                exchange.getRequestBody().readAllBytes());
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        if (query != null) {
            for (String pair : query.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.put(pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
        }
        return parameters;
    }
}
