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

        @Schema(description = "What the seller has to do before the shop can sync; null when nothing.", nullable = true)
        Attention attention,

        Instant createdAt) {

    @Schema(name = "Attention")
    record Attention(
            @Schema(examples = "key_rejected", description = "An open set.")
            String code,

            @Schema(
                    examples =
                            "The Ozon key has expired. Create a new one in the seller cabinet and enter it for this shop.")
            String detail,

            Instant since) {}

    static ShopView of(ShopRow shop) {
        Attention attention =
                shop.attention == null ? null : new Attention(shop.attention, shop.attentionNote, shop.attentionSince);
        return new ShopView(
                PublicId.SHOP.of(shop.id),
                shop.marketplace,
                shop.name,
                shop.clientId,
                shop.keyHint,
                attention,
                shop.createdAt);
    }
}
