package io.marketsync.api.testing;

import java.util.ArrayList;
import java.util.List;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;

/** Someone who calls the api, with a token or without. */
public final class Caller {

    private final String token;
    private final List<String> headers;

    private Caller(String token, List<String> headers) {
        this.token = token;
        this.headers = headers;
    }

    public static Caller with(String token) {
        return new Caller(token, List.of("Authorization: Bearer " + token));
    }

    public static Caller anonymous() {
        return new Caller(null, List.of());
    }

    public static Caller ops() {
        return with(Tokens.ops());
    }

    /** The same caller, whose requests also carry this header line. */
    public Caller sending(String header) {
        List<String> more = new ArrayList<>(headers);
        more.add(header);
        return new Caller(token, more);
    }

    public Caller withKey(String idempotencyKey) {
        return sending("Idempotency-Key: " + idempotencyKey);
    }

    public String token() {
        return token;
    }

    public Reply get(String target) {
        return send("GET", target, "");
    }

    public Reply post(String target, String json) {
        return send("POST", target, json);
    }

    public Reply put(String target, String json) {
        return send("PUT", target, json);
    }

    public Reply delete(String target) {
        return send("DELETE", target, "");
    }

    public Reply send(String method, String target, String body) {
        List<String> lines = new ArrayList<>(headers);
        if (!body.isEmpty() && headers.stream().noneMatch(line -> line.startsWith("Content-Type"))) {
            lines.add("Content-Type: application/json");
        }
        return Wire.toTheApp().send(method, target, body, lines.toArray(String[]::new));
    }
}
