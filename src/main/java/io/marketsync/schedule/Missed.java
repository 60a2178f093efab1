package io.marketsync.schedule;

import java.util.Locale;

/** What becomes of ticks that came while no process ticked. The words are a database format. */
public enum Missed {
    /** Nothing: a tick that is more than half a minute late does not run. */
    SKIP,
    /** The latest one runs, once. */
    ONCE,
    /** The latest ones run, each of them, as many as the schedule allows. */
    ALL;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Missed of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
