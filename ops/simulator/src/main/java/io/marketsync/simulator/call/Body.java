package io.marketsync.simulator.call;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.access.Refusal;

/**
 * A request body, read as Ozon reads it: ids as strings or numbers, unknown fields ignored, null the same as absent, anything of
 * a wrong type refused with code 3.
 */
public record Body(JsonNode json, String path) {

    public static Body parse(byte[] bytes) {
        if (bytes.length == 0) {
            return new Body(Json.object(), "");
        }
        try {
            JsonNode json = Json.MAPPER.readTree(bytes);
            if (json instanceof ObjectNode) {
                return new Body(json, "");
            }
        } catch (IOException e) {
            throw Refusal.invalid("Request body is not valid JSON");
        }
        throw Refusal.invalid("Request body must be a JSON object");
    }

    public boolean has(String field) {
        return json.hasNonNull(field);
    }

    /** An absent object reads as an empty one. */
    public Body object(String field) {
        JsonNode value = value(field);
        if (!value.isMissingNode() && !value.isObject()) {
            throw wrong(field, "an object");
        }
        return new Body(value, path + field + ".");
    }

    public Optional<String> text(String field) {
        return optional(field, value -> scalar(field, value));
    }

    /** An absent text reads as an empty one. */
    public String textOrEmpty(String field) {
        return text(field).orElse("");
    }

    public boolean flag(String field) {
        return value(field).asBoolean(false);
    }

    public Optional<Long> number(String field) {
        return optional(field, value -> integer(field, value));
    }

    public Optional<Instant> instant(String field) {
        return text(field).filter(text -> !text.isEmpty()).map(text -> instant(field, text));
    }

    public List<String> texts(String field) {
        return list(field, value -> scalar(field, value));
    }

    public List<Long> numbers(String field) {
        return list(field, value -> integer(field, value));
    }

    public List<Body> objects(String field) {
        List<Body> objects = new ArrayList<>();
        for (JsonNode value : list(field, Function.identity())) {
            objects.add(new Body(value, path + field + "[" + objects.size() + "]."));
        }
        return objects;
    }

    /** A page size; absent counts as 0, which no method allows. */
    public int limit(int most) {
        long limit = number("limit").orElse(0L);
        if (limit < 1 || limit > most) {
            throw Refusal.invalid("Request validation error: Limit: value must be inside range [1, " + most + "]");
        }
        return (int) limit;
    }

    /** Refuses a list that is longer than the method allows. */
    public void atMost(int most, List<?> values, String field) {
        if (values.size() > most) {
            throw Refusal.invalid("Request validation error: " + path + field + ": value must contain no more than "
                    + most + " item(s)");
        }
    }

    private JsonNode value(String field) {
        return has(field) ? json.get(field) : MissingNode.getInstance();
    }

    private <T> Optional<T> optional(String field, Function<JsonNode, T> read) {
        return has(field) ? Optional.of(read.apply(json.get(field))) : Optional.empty();
    }

    private <T> List<T> list(String field, Function<JsonNode, T> read) {
        JsonNode value = value(field);
        if (!value.isMissingNode() && !value.isArray()) {
            throw wrong(field, "an array");
        }
        List<T> values = new ArrayList<>(value.size());
        value.forEach(element -> values.add(read.apply(element)));
        return values;
    }

    private String scalar(String field, JsonNode value) {
        if (!value.isTextual() && !value.isNumber()) {
            throw wrong(field, "a string");
        }
        return value.asText();
    }

    private long integer(String field, JsonNode value) {
        try {
            if (value.isIntegralNumber() || value.isTextual()) {
                return Long.parseLong(value.asText());
            }
        } catch (NumberFormatException e) {
            throw wrong(field, "an int64");
        }
        throw wrong(field, "an int64");
    }

    private Instant instant(String field, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw wrong(field, "a date-time");
        }
    }

    private Refusal wrong(String field, String expected) {
        return Refusal.invalid("Request validation error: " + path + field + " must be " + expected);
    }
}
