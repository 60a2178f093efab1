package io.marketsync.testing;

/** How an answer of a simulated marketplace goes wrong, in terms that hold for every marketplace. */
public enum Misbehaviour {
    /** 5xx in its own format. */
    FAILS_OF_ITS_OWN,
    /** HTML of a proxy. */
    FAILS_IN_FRONT,
    FAILS_INSIDE_A_SUCCESS,
    FAILS_WITH_NOTHING,
    /** Half of the body, and then the end of the connection. */
    FAILS_HALFWAY,
    /** Half of the body, as if it were whole. */
    FAILS_CUT_SHORT,
    /** The connection ends before anything is done. */
    BREAKS_BEFORE_IT_IS_DONE,
    /** The connection ends when it is done, without an answer. */
    BREAKS_AFTER_IT_IS_DONE,
    SAYS_MORE,
    SAYS_NUMBERS_AS_TEXT,
    SAYS_IT_IN_ANOTHER_ORDER,
    REPEATS_ITS_CURSOR
}
