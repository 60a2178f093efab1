package io.marketsync.api.shop;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;

@Schema(name = "Shop", description = "One account of a seller on one marketplace. Its key is never shown.")
record ShopView(
        @Schema(examples = "shop_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String id,

        @Schema(examples = "ozon") String marketplace,
        @Schema(examples = "Demo Ozon") String name,
        @Schema(examples = "100101") String clientId,

        @Schema(description = "Last four characters of the key.", examples = "9f3c")
        String keyHint,

        @Schema(
                description =
                        "When the key stops working, as the marketplace said when it was last asked; null when it did not.",
                nullable = true,
                examples = "2027-02-18T09:54:23.296Z")
        Instant keyEndsAt,

        @Schema(description = "What the seller has to do; null when nothing.", nullable = true)
        Attention attention,

        Instant createdAt) {

    static ShopView of(ShopRow shop) {
        return new ShopView(
                PublicId.SHOP.of(shop.id),
                shop.marketplace,
                shop.name,
                shop.clientId,
                shop.keyHint,
                shop.keyEndsAt,
                Attention.of(shop).orElse(null),
                shop.createdAt);
    }
}
