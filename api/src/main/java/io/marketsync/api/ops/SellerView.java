package io.marketsync.api.ops;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "Seller")
record SellerView(
        @Schema(examples = "seller_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String id,

        @Schema(examples = "Tea and Sons") String name) {}
