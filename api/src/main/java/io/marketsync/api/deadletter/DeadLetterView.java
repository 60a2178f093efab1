package io.marketsync.api.deadletter;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;
import io.marketsync.api.deadletter.DeadLetterStore.DeadLetter;

/** A job that no attempt is left for, as operators see it. */
@Schema(name = "DeadLetter")
record DeadLetterView(
        @Schema(description = "Also the id of the seller's operation.", examples = "op_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String id,

        @Schema(examples = "orders.pull") String kind,
        @Schema(examples = "high") String queue,

        @Schema(description = "Null for a job of the system.", nullable = true)
        String seller,

        @Schema(nullable = true) String shop,

        @Schema(description = "Null when no attempt was ever made.", nullable = true)
        Integer attempts,

        @Schema(description = "Of the last attempt. An open set.", nullable = true, examples = "auth")
        String reason,

        @Schema(nullable = true) String error,
        Instant deadSince) {

    static DeadLetterView of(DeadLetter letter) {
        return new DeadLetterView(
                PublicId.OPERATION.of(letter.id()),
                letter.kind(),
                letter.queue(),
                letter.seller() == null ? null : PublicId.SELLER.of(letter.seller()),
                letter.shop() == null ? null : PublicId.SHOP.of(letter.shop()),
                letter.attempts(),
                letter.reason(),
                letter.error(),
                letter.deadSince());
    }
}
