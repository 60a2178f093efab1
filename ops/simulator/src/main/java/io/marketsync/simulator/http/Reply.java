package io.marketsync.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Json;

/** What goes back over the wire, and how much of it arrives. */
public record Reply(int status, Map<String, String> headers, byte[] body, Delivery delivery) {

    /** All of it; half of what the Content-Length promises; nothing but a closed connection. */
    public enum Delivery {
        WHOLE,
        SHORT,
        NONE
    }

    private static final int INTERNAL = 13;

    public static Reply json(int status, JsonNode body) {
        return text(status, "application/json", body.toString());
    }

    static Reply text(int status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Reply(status, Map.of("Content-Type", type), bytes, Delivery.WHOLE);
    }

    /** The envelope of every error of the marketplace. */
    static Reply error(int status, int code, String message) {
        return json(
                status, Json.object().put("code", code).put("message", message).set("details", Json.array()));
    }

    public static Reply refusal(Refusal refusal) {
        return error(refusal.status(), refusal.code(), refusal.getMessage());
    }

    static Reply internalError() {
        return error(500, INTERNAL, "Internal error");
    }

    static Reply nothing() {
        return new Reply(0, Map.of(), new byte[0], Delivery.NONE);
    }

    Reply header(String name, Object value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value.toString());
        return new Reply(status, more, body, delivery);
    }

    Reply delivered(Delivery how) {
        return new Reply(status, headers, body, how);
    }

    Reply body(byte[] other) {
        return new Reply(status, headers, other, delivery);
    }
}
