package io.marketsync.simulator.posting;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Json;

/**
 * The cursor of a list: the position of the last posting on a page, as base64 of the JSON that Ozon uses. It names a place in
 * the order, not a row number, so postings that appear between two pages shift nothing.
 */
enum Keyset {
    FBS("osp.in_process_at", "osp.id"),
    FBO("in_process_at", "id"),
    UNFULFILLED("osp.cutoff", "osp.in_process_at", "osp.id");

    private final List<String> names;

    Keyset(String... names) {
        this.names = List.of(names);
    }

    String encode(Position position, Direction direction) {
        List<String> values =
                List.of(position.cutoff().toString(), position.placedAt().toString(), Long.toString(position.id()));
        ObjectNode cursor = Json.object();
        ArrayNode fields = cursor.putArray("fields");
        for (int i = 0; i < names.size(); i++) {
            fields.addObject()
                    .put("name", names.get(i))
                    .put("dir", direction.word())
                    .put("val", values.get(values.size() - names.size() + i));
        }
        return Base64.getEncoder().encodeToString(cursor.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Empty for the first page; refuses anything that {@link #encode} did not make for this list and direction. */
    Optional<Position> decode(String cursor, Direction direction) {
        if (cursor.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode fields = Json.MAPPER
                    .readTree(new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8))
                    .path("fields");
            return Optional.of(position(fields, direction));
        } catch (IllegalArgumentException | JsonProcessingException | DateTimeException e) {
            throw Refusal.invalid("invalid cursor");
        }
    }

    private Position position(JsonNode fields, Direction direction) {
        if (fields.size() != names.size()) {
            throw new IllegalArgumentException("wrong number of fields");
        }
        for (int i = 0; i < names.size(); i++) {
            boolean same = names.get(i).equals(fields.get(i).path("name").asText())
                    && direction.word().equals(fields.get(i).path("dir").asText());
            if (!same) {
                throw new IllegalArgumentException("a cursor of another list");
            }
        }
        int last = names.size() - 1;
        Instant cutoff = this == UNFULFILLED ? Instant.parse(value(fields, 0)) : Instant.EPOCH;
        return new Position(cutoff, Instant.parse(value(fields, last - 1)), Long.parseLong(value(fields, last)));
    }

    private static String value(JsonNode fields, int index) {
        return fields.get(index).path("val").asText();
    }
}
