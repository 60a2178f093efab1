package io.marketsync.push;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Items that a seller says at once, by a request or in a batch of a file: what is to be stored, and what is wrong with the others, by their
 * place. Of several items about the same the last counts.
 *
 * @param <R> an item as it was said
 * @param <K> what it is about
 * @param <V> what is to be stored
 */
public abstract class ItemsOf<R, K, V> {

    public static final int LONGEST_CODE = 100;

    /** No control characters, no half of a character, nothing that turns the text of a page or a log line around. */
    public static final String PRINTABLE = "[^\\p{Cc}\\p{Cs}\\u2028-\\u202e\\u2066-\\u2069]*";

    private final IntFunction<String> place;
    private final Map<Integer, V> values = new LinkedHashMap<>();
    private final Map<Integer, Refusal> refusals = new HashMap<>();

    /** @param place where an item is, as its seller finds it */
    protected ItemsOf(IntFunction<String> place) {
        this.place = place;
    }

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
                refuse(before, "", "SAID_AGAIN", Map.of("pointer", place.apply(index)));
            }
        }
    }

    /** What nothing is wrong with, by its place. */
    protected final Map<Integer, V> values() {
        return values;
    }

    /** Null when nothing is wrong with it. */
    public final Refusal refusal(int index) {
        return refusals.get(index);
    }

    /** How many are taken. */
    public final int accepted() {
        return (int) values.keySet().stream()
                .filter(index -> !refusals.containsKey(index))
                .count();
    }

    /** Something with a higher version is known. */
    protected final void older(int index) {
        refuse(index, "/version", "OLDER_VERSION", Map.of());
    }

    /** Something that was said after it is known. */
    protected final void saidLater(int index) {
        refuse(index, "", "SAID_LATER", Map.of());
    }

    /** False, for chains of conditions. */
    protected final boolean refuse(int index, String member, String code, Map<String, Object> arguments) {
        refusals.put(index, new Refusal(member, code, arguments));
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
        return code.matches(PRINTABLE) && !code.isBlank()
                || refuse(index, member, "PATTERN", Map.of("regexp", PRINTABLE));
    }

    protected final boolean version(int index, Long version) {
        return version == null || version >= 0 || refuse(index, "/version", "MIN", Map.of("value", 0));
    }
}
