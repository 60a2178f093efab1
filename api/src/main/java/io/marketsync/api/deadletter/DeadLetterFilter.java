package io.marketsync.api.deadletter;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which dead letters a batch is about: those that all members given agree with, and at least one is given. */
@Schema(name = "DeadLetterFilter")
record DeadLetterFilter(
        @Size(min = 1, max = 40) @Pattern(regexp = KIND) @Schema(examples = "orders.pull")
        String kind,

        @Pattern(regexp = REASON) @Schema(examples = "auth") String reason,

        @Size(min = 33, max = 33)
        @Pattern(regexp = "seller_[0-9A-HJKMNP-TV-Z]{26}")
        @Schema(examples = "seller_01KAG9XZ3V8M2QF5T7B1N4C6DE")
        String seller) {

    static final String KIND = "[a-z][a-z._]{0,39}";
    static final String REASON = "transient|rate_limited|auth|rejected|bug|soft_limit|hard_limit|crash";

    boolean isEmpty() {
        return kind == null && reason == null && seller == null;
    }
}
