package io.marketsync.api.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpExchange;

/** The form that takes an ops token. */
final class LoginPage {

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>marketsync jobs</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 15vh auto; padding: 0 1rem; color: #1c2733 }
            input, button { font: inherit; padding: .5rem .75rem; box-sizing: border-box; width: 100%%; margin-top: .5rem }
            .wrong { color: #b00020 }
            </style></head>
            <body>
            <h1>marketsync jobs</h1>
            <p>Enter an ops token. It opens a session on this machine; the token itself is not stored.</p>
            <p class="wrong" role="alert">%s</p>
            <form method="post" action="/login">
            <label>Ops token <input type="password" name="token" autocomplete="off" autofocus required></label>
            <button>Open the dashboard</button>
            </form>
            </body></html>
            """;

    private LoginPage() {}

    static void send(HttpExchange exchange, int status, String message) throws IOException {
        byte[] page = PAGE.formatted(message).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(status, page.length);
        try (var out = exchange.getResponseBody()) {
            out.write(page);
        }
    }
}
