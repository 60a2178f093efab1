package io.marketsync.api.offer;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(
        name = "UnmatchedOffer",
        description = "An item code of postings that the catalogue of their shop does not know.")
record UnmatchedOfferView(
        @Schema(description = "As the postings name it.", examples = "tea-green-100")
        String code,

        @Schema(description = "The marketplace's id of it in these postings.", examples = "148313766", nullable = true)
        Long sku,

        @Schema(description = "Its name in these postings.", examples = "Green tea, 100 g", nullable = true)
        String name,

        @Schema(description = "Of the last 90 days.", examples = "12")
        long postings,

        @Schema(
                description = "When the marketplace took the youngest of them in; null when it took none in yet.",
                nullable = true)
        Instant lastPostingAt) {}
