package io.marketsync.api.stock;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;

@Schema(name = "StockDrift", description = "A pair that the marketplace does not have as it is to be, and why.")
record StockDriftView(
        String shop,
        @Schema(examples = "tea-1") String offer,
        @Schema(examples = "22142605386000") String warehouse,

        @Schema(
                description =
                        "in_flight: it will be told, or orders that are not read yet may explain it. held_back: it refuses the pair, or the"
                                + " push waits for your confirmation. unknown_offer: it sells something that you told us no stock of."
                                + " unlisted: it does not list what it was told. changed_outside: somebody else has changed it.",
                examples = "changed_outside")
        String drift,

        @Schema(description = "What it is to have; null for what you told us no stock of.", nullable = true)
        Integer available,

        @Schema(description = "What it was known to have.", nullable = true)
        Integer confirmed,

        @Schema(description = "Free units that it says it has; null when it does not list the pair.", nullable = true)
        Integer theirs,

        @Schema(description = "Units that it holds for orders besides.", nullable = true)
        Integer theirReserved,

        @Schema(description = "When these numbers were seen first.")
        Instant firstSeenAt,

        Instant seenAt) {

    static StockDriftView of(StockDriftRow row) {
        return new StockDriftView(
                PublicId.SHOP.of(row.shopId),
                row.offerCode,
                row.warehouseCode,
                row.drift,
                row.available,
                row.ours,
                row.theirs,
                row.reserved,
                row.firstSeenAt,
                row.seenAt);
    }
}
