package io.marketsync.api.problem;

import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.UUID;

/** Names of JSON's own types for Java classes, so that a message about a wrong value shows no class of ours. */
final class JsonTypes {

    private JsonTypes() {}

    static String nameOf(Class<?> type) {
        if (type == null) {
            return "object";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "integer";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "number";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "array";
        }
        if (type == UUID.class) {
            return "UUID";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "ISO 8601 time";
        }
        return CharSequence.class.isAssignableFrom(type) || type.isEnum() ? "string" : "object";
    }
}
