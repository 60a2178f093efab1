package io.marketsync.marketplace.ozon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A server that gives every call the same answer and remembers what it was asked. */
final class OneAnswer implements AutoCloseable {

    private final HttpServer server;
    private final int status;
    private final Function<String, byte[]> body;
    private final String[] headers;

    /** Path and body of each call. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final List<Map<String, List<String>>> headersOfCalls = new CopyOnWriteArrayList<>();

    /** @param headers names and values in turn */
    OneAnswer(int status, byte[] body, String... headers) {
        this(status, any -> body, headers);
    }

    private OneAnswer(int status, Function<String, byte[]> body, String... headers) {
        this.status = status;
        this.body = body;
        this.headers = headers;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    OneAnswer(int status, String body, String... headers) {
        this(status, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Not the same one, but that which follows from what is asked. */
    static OneAnswer by(UnaryOperator<String> answers) {
        return new OneAnswer(200, asked -> answers.apply(asked).getBytes(StandardCharsets.UTF_8));
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            headersOfCalls.add(Map.copyOf(exchange.getRequestHeaders()));
            String call = exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(call);
            byte[] answer = body.apply(call);
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
