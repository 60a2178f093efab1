package io.marketsync.simulator.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What can go wrong with a call, and at which stage of it. */
public enum FaultKind {
    LATENCY(Stage.DELAY),
    STATUS429(Stage.REPLACE),
    STATUS429_ITEMS(Stage.REPLACE),
    STATUS400(Stage.REPLACE),
    STATUS500(Stage.REPLACE),
    HTML502(Stage.REPLACE),
    CIRCLE_OPEN(Stage.REPLACE),
    ERROR_IN_200(Stage.REPLACE),
    EMPTY_BODY(Stage.REPLACE),
    RESET_BEFORE(Stage.REPLACE),
    UNKNOWN_STATUS(Stage.REWRITE),
    UNKNOWN_FIELDS(Stage.REWRITE),
    NULLS(Stage.REWRITE),
    NUMBERS_AS_STRINGS(Stage.REWRITE),
    SHUFFLED_PAGE(Stage.REWRITE),
    REPEAT_CURSOR(Stage.REWRITE),
    TRUNCATED(Stage.CUT),
    TRUNCATED_BODY(Stage.CUT),
    RESET_AFTER_COMMIT(Stage.CUT);

    /** Waits before the action; stands in for the action; changes its answer; or loses the answer of a committed action. */
    public enum Stage {
        DELAY,
        REPLACE,
        REWRITE,
        CUT
    }

    private final Stage stage;

    FaultKind(Stage stage) {
        this.stage = stage;
    }

    public Stage stage() {
        return stage;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static FaultKind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown fault kind \"" + word + "\"; known: "
                        + Arrays.stream(values()).map(FaultKind::word).collect(Collectors.joining(", "))));
    }
}
