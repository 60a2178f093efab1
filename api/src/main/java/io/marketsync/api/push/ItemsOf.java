package io.marketsync.api.push;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.marketsync.api.http.PlainText;
import io.marketsync.api.problem.FieldError;

/**
 * The items of one request: what is to be stored, and what is wrong with the others, by their place in the request. Of several items about
 * the same the last counts.
 *
 * @param <R> an item as it was sent
 * @param <K> what it is about
 * @param <V> what is to be stored
 */
public abstract class ItemsOf<R, K, V> {

    public static final int LONGEST_CODE = 100;

    private final Map<Integer, V> values = new LinkedHashMap<>();
    private final Map<Integer, FieldError> errors = new HashMap<>();

    /** Null when it is refused. */
    protected abstract V value(int index, R item);

    protected abstract K key(V value);

    protected final void read(List<R> items) {
        Map<K, Integer> seen = new HashMap<>();
        for (int index = 0; index < items.size(); index++) {
            V value = value(index, items.get(index));
            if (value == null) {
                continue;
            }
            values.put(index, value);
            Integer before = seen.put(key(value), index);
            if (before != null) {
                values.remove(before);
                refuse(before, "", "SAID_AGAIN", Map.of("pointer", "#/items/" + index));
            }
        }
    }

    public final List<V> values() {
        return List.copyOf(values.values());
    }

    /** Null when it was refused before. */
    public final V value(int index) {
        return values.get(index);
    }

    /** Null when nothing is wrong with it. */
    public final FieldError error(int index) {
        return errors.get(index);
    }

    /** It is older than what is known. */
    public final void stale(int index) {
        refuse(index, "/version", "OLDER_VERSION", Map.of());
    }

    /** False, for chains of conditions. */
    protected final boolean refuse(int index, String member, String code, Map<String, Object> arguments) {
        errors.put(index, FieldError.of("#/items/" + index + member, code, arguments));
        return false;
    }

    protected final boolean present(int index, String member, Object value) {
        return value != null || refuse(index, member, "NOT_NULL", Map.of());
    }

    protected final boolean code(int index, String member, String code) {
        if (!present(index, member, code)) {
            return false;
        }
        if (code.isEmpty() || code.length() > LONGEST_CODE) {
            return refuse(index, member, "SIZE", Map.of("min", 1, "max", LONGEST_CODE));
        }
        return code.matches(PlainText.PRINTABLE) && !code.isBlank()
                || refuse(index, member, "PATTERN", Map.of("regexp", PlainText.PRINTABLE));
    }

    protected final boolean version(int index, Long version) {
        return version == null || version >= 0 || refuse(index, "/version", "MIN", Map.of("value", 0));
    }
}
