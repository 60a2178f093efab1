package io.marketsync.push;

import java.util.Map;

/**
 * Why an item that a seller said is not taken.
 *
 * @param member of the item that is to blame, like {@code /offer}; empty for the item as a whole
 * @param code a word of ours; sellers' texts are found by it
 * @param arguments of the text
 */
public record Refusal(String member, String code, Map<String, Object> arguments) {

    public Refusal {
        arguments = Map.copyOf(arguments);
    }
}
