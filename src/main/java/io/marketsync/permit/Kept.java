package io.marketsync.permit;

import java.time.Duration;

/**
 * A call that stands in the log of a budget in memory.
 *
 * @param arrivesIn when it has arrived for certain, from now; negative when it has
 * @param underWay whether it is still without an answer
 */
record Kept(
        String level,
        Budget budget,
        boolean background,
        String caller,
        int unit,
        Duration arrivesIn,
        boolean underWay) {}
