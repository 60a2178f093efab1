package io.marketsync.cleanup;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long things are kept before {@code cleanup.*} removes them. */
@ConfigMapping(prefix = "marketsync.cleanup")
public interface CleanUpConfig {

    /** Jobs that ended by themselves or were cancelled, and so their operations. */
    @WithDefault("P30D")
    Duration keepFinished();

    /** Dead letters; longer than finished jobs, because somebody may still want to retry them. */
    @WithDefault("P90D")
    Duration keepDead();

    /** Webhooks; they tell a repetition from a new one, so longer than a marketplace repeats a call (Ozon: a day). */
    @WithDefault("P14D")
    Duration keepWebhooks();

    /**
     * What the marketplace sent of a posting, names and addresses among it, after the posting's last change; of those that have ended.
     * What we read from it stays.
     */
    @WithDefault("P90D")
    Duration keepPayloads();

    /**
     * Files of imports whose rows nobody has applied, and what is known of those that were; an upload that broke off goes after an hour. A file
     * that waited for so long says nothing of today's stock: its operation ends without it.
     */
    @WithDefault("P7D")
    Duration keepImports();

    /** Which rows of imports were not taken, and why; as long as finished jobs, which lead there. */
    @WithDefault("P30D")
    Duration keepImportRejects();

    /** API tokens that are expired or revoked. */
    @WithDefault("P30D")
    Duration keepTokens();
}
