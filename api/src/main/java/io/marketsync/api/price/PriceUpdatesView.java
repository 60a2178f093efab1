package io.marketsync.api.price;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "PriceUpdatesResult", description = "What became of each item, in the order of the request.")
record PriceUpdatesView(
        Summary summary,

        @Schema(
                description = "The push that tells the marketplace; null when no item was accepted.",
                examples = "/api/v1/operations/op_01KAG9XZ3V8M2QF5T7B1N4C6DE",
                nullable = true)
        String operation,

        List<Item> items) {

    @Schema(name = "PriceUpdatesSummary")
    record Summary(int accepted, int rejected) {}

    @Schema(name = "PriceUpdateResult")
    record Item(
            int index,
            @Schema(nullable = true) String offer,

            @Schema(description = "accepted or rejected.", examples = "accepted")
            String status,

            @Schema(description = "Why it was rejected. An open set.", nullable = true)
            String code,

            @Schema(description = "Which member of the request is to blame.", nullable = true)
            String pointer,

            @Schema(description = "What it would have to be.", nullable = true)
            String detail) {}
}
