package io.marketsync.api.stock;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;

@Schema(
        name = "StockLevel",
        description = "An offer in a warehouse: what you said, what is available of it, what the marketplace has.")
record StockLevelView(
        String shop,
        @Schema(examples = "tea-1") String offer,
        @Schema(examples = "22142605386000") String warehouse,

        @Schema(
                description =
                        "synced: the marketplace has what is available. pending: it will be told. refused: it did not take it, and is told"
                                + " again. quarantined: it will not take it until you change something; it is asked again once a day.",
                examples = "synced")
        String state,

        @Schema(description = "on_hand: quantity is what lies there; available: what is free.", examples = "available")
        String basis,

        int quantity,
        int safetyStock,
        Instant countedAt,
        long version,

        @Schema(
                description =
                        "Units of orders that the quantity does not know of, or that have not left yet. Where nothing is to be sold those"
                                + " that left longer ago may be missing.")
        int reserved,

        @Schema(
                description =
                        "quantity less reserved less safetyStock, never below 0: what the marketplace is to have.")
        int available,

        @Schema(description = "What it was told last.", nullable = true)
        Integer sent,

        @Schema(nullable = true) Instant sentAt,

        @Schema(description = "What it is known to have; null while nobody knows.", nullable = true)
        Integer confirmed,

        @Schema(nullable = true) Instant confirmedAt,

        @Schema(
                description =
                        "From when on it is told: now, or when the marketplace takes another value of the pair; null when there is nothing"
                                + " to tell.",
                nullable = true)
        Instant nextAt,

        @Schema(nullable = true) Error error) {

    @Schema(name = "StockError")
    record Error(
            @Schema(description = "The marketplace's own word. An open set.", examples = "PRODUCT_IS_ARCHIVED")
            String code,

            @Schema(description = "What to do.") String detail) {}

    static StockLevelView of(StockLevelRow row) {
        return new StockLevelView(
                PublicId.SHOP.of(row.shopId),
                row.offerCode,
                row.warehouseCode,
                row.state().name(),
                row.basis,
                row.quantity,
                row.safety,
                row.countedAt,
                row.version,
                row.reserved,
                row.available,
                row.sent,
                row.sentAt,
                row.confirmed,
                row.confirmedAt,
                row.pending ? row.nextAt : null,
                row.errorClass == null ? null : new Error(row.errorCode, row.error));
    }
}
