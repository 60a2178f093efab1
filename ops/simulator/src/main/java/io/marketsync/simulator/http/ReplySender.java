package io.marketsync.simulator.http;

import java.io.IOException;

import com.sun.net.httpserver.HttpExchange;

import io.marketsync.simulator.http.Reply.Delivery;

/** Puts a reply on the wire, or as little of it as the reply wants. */
final class ReplySender {

    private static final int NO_BODY = -1;

    private ReplySender() {}

    /** Closing an exchange that has sent no headers, or too few bytes, closes the connection under the client. */
    static void send(HttpExchange exchange, Reply reply) throws IOException {
        if (reply.delivery() == Delivery.NONE) {
            exchange.close();
            return;
        }
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = reply.body();
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? NO_BODY : body.length);
        int sent = reply.delivery() == Delivery.SHORT ? body.length / 2 : body.length;
        if (sent > 0) {
            exchange.getResponseBody().write(body, 0, sent);
            exchange.getResponseBody().flush();
        }
        exchange.close();
    }
}
