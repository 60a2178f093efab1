package io.marketsync.api.deadletter;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How far a batch came. */
@Schema(name = "DeadLetterBatch")
record BatchView(
        @Schema(description = "Dead letters that are none any more.")
        int changed,

        @Schema(description = "Whether the same request may find more.")
        boolean more) {}
