package io.marketsync.api.shop;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;
import io.marketsync.api.shop.EndingKeyStore.EndingKey;

@Schema(name = "EndingKey", description = "A shop whose key ends soon, as operators see it.")
record EndingKeyView(
        @Schema(examples = "shop_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String shop,

        @Schema(examples = "seller_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String seller,

        @Schema(examples = "ozon") String marketplace,
        Instant keyEndsAt,

        @Schema(description = "When the marketplace was last asked about it.", nullable = true)
        Instant checkedAt,

        @Schema(description = "Roles that our kinds need and the key lacks.")
        List<String> missingRoles) {

    static EndingKeyView of(EndingKey key) {
        return new EndingKeyView(
                PublicId.SHOP.of(key.shop()),
                PublicId.SELLER.of(key.seller()),
                key.marketplace(),
                key.endsAt(),
                key.checkedAt(),
                key.missingRoles());
    }
}
