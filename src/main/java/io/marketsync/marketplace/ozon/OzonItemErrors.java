package io.marketsync.marketplace.ozon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.push.ItemError;
import io.marketsync.push.Pushed;

/**
 * What Ozon says to each item of a request that it took, inside a 200: {@code result[].updated} and {@code result[].errors[]}.
 *
 * @param permanent what to do, by Ozon's code; what is not here is tried again, with growing pauses
 * @param passing what the seller reads of codes that pass by themselves
 * @param unknown what the seller reads of all other codes
 */
record OzonItemErrors(Map<String, String> permanent, Map<String, String> passing, String unknown) {

    private static final int LONGEST_CODE = 100;

    /** @param key of an item, and of its result */
    <I> Pushed read(List<I> items, JsonNode answer, Function<I, Object> key, Function<JsonNode, Object> keyOfResult) {
        JsonNode results = answer.path("result");
        if (!results.isArray()) {
            throw OzonPosting.garbled("nothing about the items in the answer");
        }
        Map<Object, JsonNode> byKey = new HashMap<>();
        results.forEach(result -> byKey.put(keyOfResult.apply(result), result));
        List<Optional<ItemError>> errors = new ArrayList<>(items.size());
        for (I item : items) {
            JsonNode result = byKey.get(key.apply(item));
            if (result == null) {
                throw OzonPosting.garbled("an item without a result");
            }
            errors.add(error(result));
        }
        return new Pushed.Items(errors);
    }

    ItemError permanent(String code) {
        return new ItemError(true, code, permanent.get(code));
    }

    private Optional<ItemError> error(JsonNode result) {
        if (result.path("updated").asBoolean()) {
            return Optional.empty();
        }
        String code = "";
        for (JsonNode error : result.path("errors")) {
            String named = code(error);
            if (code.isEmpty() || permanent.containsKey(named)) {
                code = named;
            }
        }
        return Optional.of(
                permanent.containsKey(code)
                        ? permanent(code)
                        : new ItemError(false, code.isEmpty() ? "UNKNOWN" : code, passing.getOrDefault(code, unknown)));
    }

    private static String code(JsonNode error) {
        String code = error.path("code").asText("").toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_ ]", "");
        return code.length() > LONGEST_CODE ? code.substring(0, LONGEST_CODE) : code;
    }
}
