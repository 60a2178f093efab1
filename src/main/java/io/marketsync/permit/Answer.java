package io.marketsync.permit;

import java.time.Duration;

/** Whether a call may be made. */
public sealed interface Answer {

    /**
     * @param in until the call may be sent; some milliseconds at most
     * @param left permits that the budget has left after it that has least; -1 without any budget
     */
    record Granted(Duration in, int left) implements Answer {}

    /**
     * @param in until it should ask again, no later: its place is kept for a moment only
     * @param since for the next {@link Ask}
     * @param level that holds it back
     * @param held because the marketplace asked for it
     */
    record Later(Duration in, long since, Level level, boolean held) implements Answer {}
}
