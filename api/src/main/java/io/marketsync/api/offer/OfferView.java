package io.marketsync.api.offer;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;

@Schema(name = "Offer", description = "An item code of a seller on a marketplace, as its catalogue was read last.")
record OfferView(
        String shop,

        @Schema(description = "The seller's own item code.", examples = "tea-green-100")
        String code,

        @Schema(
                description = "The marketplace's id of it; null when the marketplace has given it to another code.",
                examples = "313455276",
                nullable = true)
        Long productId,

        @Schema(
                description = "The marketplace's id of it in postings and stocks; null while it has none.",
                examples = "148313766",
                nullable = true)
        Long sku,

        @Schema(examples = "Green tea, 100 g", nullable = true)
        String name,

        @Schema(
                description = "The marketplace's own word; null when it has not said one. An open set.",
                examples = "price_sent",
                nullable = true)
        String status,

        @Schema(description = "Put aside at the marketplace.")
        boolean archived,

        @Schema(description = "The marketplace takes stock of it.")
        boolean onSale,

        @Schema(examples = "4600000000017") List<String> barcodes,

        @Schema(
                description = "Since when the catalogue, read whole, does not have it; null while it has.",
                nullable = true)
        Instant vanishedAt,

        @Schema(
                description =
                        "Since when readings of the catalogue do not find it that found too many missing to believe it; null otherwise.",
                nullable = true)
        Instant missingAt,

        @Schema(description = "The code under which the marketplace has what this code named before.", nullable = true)
        String renamedTo,

        @Schema(description = "When something of it changed last, as far as we saw.")
        Instant updatedAt) {

    static OfferView of(OfferRow row) {
        return new OfferView(
                PublicId.SHOP.of(row.shopId),
                row.code,
                row.productId,
                row.sku,
                row.name,
                row.status,
                row.archived,
                row.onSale,
                List.of(row.barcodes),
                row.vanishedAt,
                row.missingAt,
                row.renamedTo,
                row.updatedAt);
    }
}
