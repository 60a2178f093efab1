package io.marketsync.api.stock;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "StockUpdatesResult", description = "What became of each item, in the order of the request.")
record StockUpdatesView(
        Summary summary,

        @Schema(
                description = "The push that tells the marketplace; null when no item was accepted.",
                examples = "/api/v1/operations/op_01KAG9XZ3V8M2QF5T7B1N4C6DE",
                nullable = true)
        String operation,

        List<Item> items) {

    @Schema(name = "StockUpdatesSummary")
    record Summary(int accepted, int rejected) {}

    @Schema(name = "StockUpdateResult")
    record Item(
            int index,
            @Schema(nullable = true) String offer,
            @Schema(nullable = true) String warehouse,

            @Schema(description = "accepted or rejected.", examples = "accepted")
            String status,

            @Schema(description = "Why it was rejected. An open set.", nullable = true)
            String code,

            @Schema(description = "Which member of the request is to blame.", nullable = true)
            String pointer,

            @Schema(nullable = true) String detail) {}
}
