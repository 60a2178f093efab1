package io.marketsync.label;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How {@code labels.fetch} works, and how long its labels are kept. */
@ConfigMapping(prefix = "marketsync.labels")
public interface LabelsConfig {

    /**
     * How long a label is kept. It names a buyer and an address: too large keeps them without need, too small loses labels that somebody
     * wants to print again.
     */
    @WithDefault("P30D")
    Duration keep();

    /**
     * Tasks of a shop that the marketplace works on at once. Too small waits for each, too large takes calls from other jobs of the shop
     * and leaves more behind when a process dies.
     */
    @WithDefault("50")
    int openTasks();

    /** How long a task is looked at before its postings are asked for again. Too small asks a slow marketplace twice. */
    @WithDefault("PT15M")
    Duration patience();
}
