package io.marketsync.api.label;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;

@Schema(name = "Label", description = "The package label of a posting, or how far it is.")
record LabelView(
        String shop,
        @Schema(examples = "0123456789-0001-1") String posting,

        @Schema(
                description =
                        "wanted: it will be asked for. asked: the marketplace prints it. stored: it can be read. refused: the marketplace"
                                + " did not print it, and is asked again. quarantined: it will not until you change something; it is asked"
                                + " again once a day.",
                examples = "stored")
        String state,

        Instant wantedAt,

        @Schema(description = "When it is asked for again, at the earliest.", nullable = true)
        Instant nextTryAt,

        @Schema(nullable = true) Instant storedAt,

        @Schema(description = "Of the file, in bytes.", nullable = true)
        Integer size,

        @Schema(description = "Where the file is.", nullable = true)
        String file,

        @Schema(description = "It is removed then: it names your buyer.")
        Instant expiresAt,

        @Schema(nullable = true) Error error) {

    @Schema(name = "LabelError")
    record Error(
            @Schema(description = "The marketplace's own word. An open set.", examples = "NOT_READY")
            String code,

            @Schema(description = "What to do.") String detail) {}

    static LabelView of(LabelRow row) {
        String shop = PublicId.SHOP.of(row.shopId);
        return new LabelView(
                shop,
                row.number,
                row.state,
                row.wantedAt,
                row.stored() ? null : row.nextTryAt,
                row.storedAt,
                row.size,
                row.stored() ? "/api/v1/shops/" + shop + "/postings/" + row.number + "/label" : null,
                row.expiresAt,
                row.errorCode == null ? null : new Error(row.errorCode, row.error));
    }
}
