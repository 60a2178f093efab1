package io.marketsync.simulator.admin;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.http.Request;

/** Reads what an admin request says. Stricter than the marketplace: a misspelt field is an error, not ignored. */
final class AdminInput {

    private static final ObjectReader STRICT =
            Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private AdminInput() {}

    static <T> T read(JsonNode json, Class<T> type) {
        try {
            return STRICT.forType(type).readValue(json);
        } catch (IOException | IllegalArgumentException e) {
            throw Refusal.invalid(e.getMessage());
        }
    }

    static JsonNode json(Request request) {
        try {
            return Json.MAPPER.readTree(request.body());
        } catch (IOException e) {
            throw Refusal.invalid("the body is not valid JSON");
        }
    }

    static String required(Request request, String parameter) {
        String value = request.parameters().get(parameter);
        if (value == null) {
            throw Refusal.invalid("the parameter " + parameter + " is required");
        }
        return value;
    }

    static Instant instant(Request request, String parameter, Instant otherwise) {
        String value = request.parameters().get(parameter);
        return value == null ? otherwise : instant(value);
    }

    static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Refusal.invalid("not an instant: " + text);
        }
    }
}
