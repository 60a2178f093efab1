package io.marketsync.simulator.product;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Json;

/** A cursor over ids: base64 of a JSON array, as Ozon's {@code last_id} is. */
final class IdCursor {

    private static final int LENGTH = 2;

    private IdCursor() {}

    static String encode(long first, long second) {
        String json = "[" + first + "," + second + "]";
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Two ids; zeros for the empty cursor of the first page. */
    static long[] decode(String cursor) {
        if (cursor.isEmpty()) {
            return new long[LENGTH];
        }
        try {
            String json = new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8);
            long[] ids = Json.MAPPER.readValue(json, long[].class);
            if (ids.length == LENGTH) {
                return ids;
            }
        } catch (IllegalArgumentException | JsonProcessingException e) {
            throw Refusal.invalid("invalid cursor");
        }
        throw Refusal.invalid("invalid cursor");
    }
}
