package io.marketsync.simulator.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Rewrites a good answer into one that a client must survive. Works on the answer in place. */
public final class Distortion {

    /** A status that no documentation knows. */
    public static final String UNKNOWN_STATUS = "awaiting_teleport";

    private static final int EVERY = 3;
    private static final long SHUFFLE_SEED = 7;

    private Distortion() {}

    /** {@code sentCursor} is the cursor (or last id) of the request, for a page that does not move on. */
    public static JsonNode apply(FaultKind kind, JsonNode answer, String sentCursor) {
        switch (kind) {
            case UNKNOWN_STATUS -> unknownStatus(answer);
            case UNKNOWN_FIELDS -> everyObject(answer, Distortion::addUnknown);
            case NULLS -> rows(answer).forEach(Distortion::nullObjects);
            case NUMBERS_AS_STRINGS -> numbersAsStrings(answer);
            case SHUFFLED_PAGE -> pages(answer).forEach(Distortion::shuffle);
            case REPEAT_CURSOR -> everyObject(answer, object -> repeat(object, sentCursor));
            default -> throw new IllegalArgumentException(kind + " does not change the answer");
        }
        return answer;
    }

    private static void unknownStatus(JsonNode answer) {
        List<ObjectNode> postings = rows(answer).stream()
                .filter(row -> row.path("status").isTextual())
                .toList();
        for (int i = 0; i < postings.size(); i += EVERY) {
            postings.get(i).put("status", UNKNOWN_STATUS).put("substatus", "posting_in_teleport");
        }
    }

    private static void addUnknown(ObjectNode object) {
        object.putObject("x_future")
                .put("version", 9)
                .putNull("hint")
                .putArray("steps")
                .add("beam");
    }

    private static void nullObjects(ObjectNode row) {
        List<String> objects = new ArrayList<>();
        row.properties().stream()
                .filter(field -> field.getValue().isObject())
                .forEach(field -> objects.add(field.getKey()));
        objects.forEach(row::putNull);
        if (row.has("substatus")) {
            row.putNull("substatus");
        }
    }

    private static void numbersAsStrings(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field.setValue(textIfNumber(field.getValue()));
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, textIfNumber(array.get(i)));
            }
        }
        node.forEach(Distortion::numbersAsStrings);
    }

    private static JsonNode textIfNumber(JsonNode value) {
        return value.isNumber() ? TextNode.valueOf(value.asText()) : value;
    }

    private static void shuffle(ArrayNode page) {
        List<JsonNode> elements = new ArrayList<>();
        page.forEach(elements::add);
        Collections.shuffle(elements, new Random(SHUFFLE_SEED));
        page.removeAll().addAll(elements);
    }

    private static void repeat(ObjectNode object, String sentCursor) {
        for (String name : List.of("cursor", "last_id")) {
            if (object.has(name)) {
                object.put(name, sentCursor);
            }
        }
        if (object.has("has_next")) {
            object.put("has_next", true);
        }
    }

    /** The arrays that a list answers: of the answer itself or of its {@code result}. */
    private static List<ArrayNode> pages(JsonNode answer) {
        List<ArrayNode> pages = new ArrayList<>();
        for (JsonNode holder : List.of(answer, answer.path("result"))) {
            if (holder.isObject()) {
                holder.forEach(child -> collect(child, pages));
            }
        }
        return pages;
    }

    private static void collect(JsonNode child, List<ArrayNode> pages) {
        if (child instanceof ArrayNode array) {
            pages.add(array);
        }
    }

    /** The elements of all pages, or the single thing under {@code result}. */
    private static List<ObjectNode> rows(JsonNode answer) {
        List<ObjectNode> rows = new ArrayList<>();
        if (answer.path("result") instanceof ObjectNode single && single.has("posting_number")) {
            rows.add(single);
            return rows;
        }
        pages(answer)
                .forEach(page -> page.forEach(row -> {
                    if (row instanceof ObjectNode object) {
                        rows.add(object);
                    }
                }));
        return rows;
    }

    private static void everyObject(JsonNode node, Consumer<ObjectNode> change) {
        node.forEach(child -> everyObject(child, change));
        if (node instanceof ObjectNode object) {
            change.accept(object);
        }
    }
}
