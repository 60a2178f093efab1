package io.marketsync.api.problem;

import java.util.Map;

/**
 * One refused value: where it is (a JSON pointer {@code #/items/3/price} into the body, or the name of a query
 * parameter), a stable code, and the arguments of the text {@code field.<code>}. Codes without a text of their own
 * carry {@code fallback}.
 */
public record FieldError(String pointer, String code, Map<String, Object> arguments, String fallback) {

    public FieldError {
        arguments = Map.copyOf(arguments);
    }

    public static FieldError of(String pointer, String code, Map<String, Object> arguments) {
        return new FieldError(pointer, code, arguments, code);
    }
}
