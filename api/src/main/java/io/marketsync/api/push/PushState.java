package io.marketsync.api.push;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** How far a marketplace has what a seller said of one item. The words are part of the API. */
public enum PushState {
    synced("pending = false"),
    pending("pending = true and errorClass is null"),
    refused("errorClass = 'transient'"),
    quarantined("errorClass = 'permanent'");

    private static final String NAME = "(synced|pending|refused|quarantined)";

    /** One or several of them, with commas in between; for {@code @Pattern}. */
    public static final String NAMES = NAME + "(," + NAME + "){0,3}";

    private final String condition;

    PushState(String condition) {
        this.condition = condition;
    }

    /** Of rows in any of the states, with the members {@code pending} and {@code errorClass}. */
    public static String condition(Set<PushState> states) {
        return states.stream().map(state -> "(" + state.condition + ")").collect(Collectors.joining(" or ", "(", ")"));
    }

    /**
     * @param names as {@link #NAMES} has them; null for any
     * @return none for any
     */
    public static Set<PushState> named(String names) {
        Set<PushState> states = EnumSet.noneOf(PushState.class);
        if (names != null) {
            Arrays.stream(names.split(",")).map(PushState::valueOf).forEach(states::add);
        }
        return states;
    }

    /** @param errorClass null when nothing was refused */
    public static PushState of(boolean pending, String errorClass) {
        if (errorClass != null) {
            return errorClass.equals("permanent") ? quarantined : refused;
        }
        return pending ? PushState.pending : synced;
    }
}
