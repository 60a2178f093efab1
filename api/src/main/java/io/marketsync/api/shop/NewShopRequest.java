package io.marketsync.api.shop;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "NewShop")
record NewShopRequest(
        @NotNull @Pattern(regexp = "ozon", message = "must be ozon") @Schema(examples = "ozon")
        String marketplace,

        @NotNull
        @Size(min = 1, max = 200)
        @Pattern(regexp = PRINTABLE, message = NOT_PRINTABLE)
        @Schema(examples = "My second shop")
        String name,

        @NotNull
        @Size(min = 1, max = 100)
        @Pattern(regexp = VISIBLE, message = NOT_VISIBLE)
        @Schema(examples = "100102")
        String clientId,

        @NotNull
        @Size(min = 8, max = 200)
        @Pattern(regexp = VISIBLE, message = NOT_VISIBLE)
        @Schema(
                description = "Stored sealed; no answer ever holds it.",
                examples = "b9b2e1c2-7d40-4c0e-9d0a-5f3f6f5a9f3c",
                writeOnly = true)
        String apiKey) {

    /** No control characters: names reach logs and pages. */
    static final String PRINTABLE = "\\P{Cntrl}*";

    static final String NOT_PRINTABLE = "must not hold control characters";

    /** They travel in HTTP headers. */
    static final String VISIBLE = "[\\x21-\\x7e]*";

    static final String NOT_VISIBLE = "must hold visible ASCII characters only";

    @Override
    public String toString() {
        return "NewShopRequest[marketplace=" + marketplace + ", apiKey=***]";
    }
}
