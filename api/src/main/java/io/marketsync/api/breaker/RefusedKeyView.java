package io.marketsync.api.breaker;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;
import io.marketsync.api.breaker.BreakerStore.RefusedKey;

@Schema(name = "RefusedKey", description = "A shop whose jobs wait for another key.")
record RefusedKeyView(
        @Schema(examples = "shop_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String shop,

        @Schema(examples = "seller_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String seller,

        @Schema(examples = "ozon") String marketplace,
        Instant since) {

    static RefusedKeyView of(RefusedKey key) {
        return new RefusedKeyView(
                PublicId.SHOP.of(key.shop()), PublicId.SELLER.of(key.seller()), key.marketplace(), key.since());
    }
}
