package io.marketsync.marketplace.ozon;

import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.testing.Misbehaviour;

/** What the simulator calls it. */
final class OzonMisbehaviour {

    private OzonMisbehaviour() {}

    static FaultKind kind(Misbehaviour how) {
        return switch (how) {
            case FAILS_OF_ITS_OWN -> FaultKind.STATUS500;
            case FAILS_IN_FRONT -> FaultKind.HTML502;
            case FAILS_INSIDE_A_SUCCESS -> FaultKind.ERROR_IN_200;
            case FAILS_WITH_NOTHING -> FaultKind.EMPTY_BODY;
            case FAILS_HALFWAY -> FaultKind.TRUNCATED;
            case FAILS_CUT_SHORT -> FaultKind.TRUNCATED_BODY;
            case BREAKS_BEFORE_IT_IS_DONE -> FaultKind.RESET_BEFORE;
            case BREAKS_AFTER_IT_IS_DONE -> FaultKind.RESET_AFTER_COMMIT;
            case SAYS_MORE -> FaultKind.UNKNOWN_FIELDS;
            case SAYS_NUMBERS_AS_TEXT -> FaultKind.NUMBERS_AS_STRINGS;
            case SAYS_IT_IN_ANOTHER_ORDER -> FaultKind.SHUFFLED_PAGE;
            case REPEATS_ITS_CURSOR -> FaultKind.REPEAT_CURSOR;
        };
    }
}
