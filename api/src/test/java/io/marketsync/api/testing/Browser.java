package io.marketsync.api.testing;

import java.util.LinkedHashMap;
import java.util.Map;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;

import static org.assertj.core.api.Assertions.assertThat;

/** Opens pages of the dashboard as a browser on this machine does, and keeps the cookie it was given. */
public final class Browser {

    private final Wire wire;
    private final Map<String, String> headers = new LinkedHashMap<>();

    public Browser(int port) {
        this.wire = Wire.to(port);
        headers.put("Host", "127.0.0.1:" + port);
    }

    /** With the session of an operator. */
    public static Browser loggedIn(int port) {
        Browser browser = new Browser(port);
        assertThat(browser.logIn(Tokens.ops()).status()).isEqualTo(303);
        return browser;
    }

    /** The same window of the browser, whose requests carry this header from now on. */
    public Browser sending(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public Reply open(String path) {
        return send("GET", path, "");
    }

    public Reply logIn(String token) {
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        Reply answer = send("POST", "/login", "token=" + token);
        headers.remove("Content-Type");
        String cookie = answer.header("Set-Cookie");
        if (cookie != null) {
            headers.put("Cookie", cookie.substring(0, cookie.indexOf(';')));
        }
        return answer;
    }

    public Reply send(String method, String path, String body) {
        String[] lines = headers.entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue())
                .toArray(String[]::new);
        return wire.send(method, path, body, lines);
    }
}
