package io.marketsync.api.breaker;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which marketplaces are called, and how many shops wait for another key. */
@Schema(name = "Breakers")
record BreakersView(
        List<Marketplace> marketplaces,

        @Schema(
                description =
                        "Shops whose jobs wait for another key, because their marketplace refuses the one they have.")
        long refusedKeys,

        Links links) {

    @Schema(name = "MarketplaceBreaker")
    record Marketplace(
            @Schema(examples = "ozon") String marketplace,

            @Schema(
                    description =
                            "closed: called as its limits allow; open: away, its jobs wait; ramping: called again, by and by as"
                                    + " often as its limits allow. An open set.",
                    examples = "open")
            String state,

            @Schema(
                    description = "Why it was opened last; null when it never was.",
                    examples = "Of 14 calls in 30 s with 5 credentials: 9 fault, 3 timed out.",
                    nullable = true)
            String reason,

            @Schema(description = "In this state; null when it never was opened.", nullable = true)
            Instant since,

            @Schema(description = "When a call looks next whether it is back; null unless it is open.", nullable = true)
            Instant probeAt,

            @Schema(description = "Probes that failed since it was opened.")
            int failedProbes,

            @Schema(description = "When it is called as its limits allow; null unless it ramps.", nullable = true)
            Instant rampUntil,

            @Schema(description = "How often it was opened.")
            long opened) {}

    @Schema(name = "BreakersLinks")
    record Links(
            @Schema(description = "The shops that wait for another key.")
            String refusedKeys) {}
}
