package io.marketsync.api.shop;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;

@Schema(name = "Warehouse", description = "A place that a seller ships from, as the marketplace listed it last.")
record WarehouseView(
        String shop,

        @Schema(description = "The marketplace's id of it.", examples = "22142605386000")
        String code,

        @Schema(examples = "Warehouse 1", nullable = true) String name,

        @Schema(
                description = "The marketplace's own word; null when it has not said one. An open set.",
                examples = "created",
                nullable = true)
        String status,

        @Schema(description = "The marketplace takes stock for it; false also for one that it no longer lists.")
        boolean active,

        @Schema(description = "When the marketplace listed it last.")
        Instant seenAt) {

    static WarehouseView of(WarehouseRow row) {
        return new WarehouseView(PublicId.SHOP.of(row.shopId), row.code, row.name, row.status, row.active, row.seenAt);
    }
}
