package io.marketsync.api.push;

import java.util.Set;

/**
 * What a seller may narrow a list of what is pushed by.
 *
 * @param states none for any
 * @param due whether a push would send it now; null for any
 */
public record PushFilter(Set<PushState> states, Boolean due) {

    /**
     * @param states as {@link PushState#NAMES} has them; null for any
     * @param due {@code true} or {@code false}; null for any
     */
    public static PushFilter of(String states, String due) {
        return new PushFilter(PushState.named(states), due == null ? null : Boolean.valueOf(due));
    }

    /** What is due is listed in the order in which it would leave. */
    public boolean byUrgency() {
        return Boolean.TRUE.equals(due);
    }

    /** Of rows with the members {@code due}, {@code pending} and {@code errorClass}; to be appended to another condition. */
    public String condition() {
        String wanted = due == null ? "" : " and due = " + due;
        return states.isEmpty() ? wanted : wanted + " and " + PushState.condition(states);
    }

    /**
     * Of rows with the members {@code urgency} and {@code changedAt}.
     *
     * @param otherwise the order of the list when it is not by urgency; ends with what is unique
     */
    public String order(String otherwise) {
        return " order by " + (byUrgency() ? "urgency, changedAt, " : "") + otherwise;
    }
}
