package io.marketsync.permit;

import java.time.Duration;

/**
 * Budgets of calls, shared by all who ask the same implementation.
 *
 * <p>A call is granted a permit of every budget of all its levels, or none. No sliding window of any budget ever holds more calls
 * than the budget, by the time they arrive, as long as a call is sent at once when it may be and arrives within
 * {@code marketsync.permits.under-way} or before its answer. Lower ranks go first, and among one rank who asked first. Background
 * ranks use a part of each budget only. A level that is held grants nothing.
 *
 * @see PermitGate
 */
public interface Permits {

    /** Permits are given so far ahead, because a caller that sleeps wakes a little late. */
    Duration AHEAD = Duration.ofMillis(20);

    /** Who was told when to ask keeps the place for so long after that. */
    Duration LATE = Duration.ofMillis(500);

    Answer ask(Ask ask);

    /** The answer to a granted call came so long ago: from then on its permits come back. */
    void answered(Ask granted, Duration ago);

    /** A granted call was not sent: its permits are free. */
    void unused(Ask granted);

    /** Who was told to ask again will not. */
    void leave(Ask told);

    /** Calls that were not counted here: somebody else uses the key, or a call cost more than was thought. */
    void charge(Level level, int calls);

    /** Nobody calls on this level for so long, then with a growing part of the budgets until the ramp ends. Never shortens a hold. */
    void hold(Level level, Duration pause, Duration ramp);

    /** Ends a hold. */
    void release(Level level);
}
