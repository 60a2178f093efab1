package io.marketsync.breaker;

import java.util.Locale;

/** How a call to a marketplace ended, as far as that says whether the marketplace works. */
public enum CallEnd {
    /** It is there, whatever it says: an answer, a refusal, a rate limit. */
    ANSWERED,
    /** A problem of its own, 5xx or garbled. */
    FAULT,
    /** It says that it is overloaded. */
    OVERLOADED,
    /** No answer came in the time that there was for one. */
    TIMED_OUT,
    /** The connection broke, or none could be made. */
    BROKEN;

    boolean failed() {
        return this != ANSWERED;
    }

    /** A call without an answer keeps its thread for 20 seconds: a process with few slots makes few of them. */
    int weight() {
        return this == TIMED_OUT ? 2 : 1;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
