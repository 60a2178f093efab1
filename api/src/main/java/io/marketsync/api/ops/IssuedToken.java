package io.marketsync.api.ops;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The one answer that holds a token in clear. */
@Schema(name = "IssuedToken")
record IssuedToken(
        @Schema(description = "To revoke it by.", examples = "token_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String id,

        @Schema(description = "The token itself: shown now and never again.")
        String token,

        @Schema(examples = "seller_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String seller,

        @Schema(examples = "warehouse system") String label,
        Instant expiresAt) {

    @Override
    public String toString() {
        return "IssuedToken[" + id + "]";
    }
}
