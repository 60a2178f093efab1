package io.marketsync.api.shop;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.http.PlainText;

@Schema(name = "NewShop")
record NewShopRequest(
        @NotNull @Pattern(regexp = Marketplaces.ALTERNATIVES) @Schema(examples = "ozon")
        String marketplace,

        @NotBlank @Size(min = 1, max = 200) @Pattern(regexp = PlainText.PRINTABLE) @Schema(examples = "My second shop")
        String name,

        @NotNull @Size(min = 1, max = 100) @Pattern(regexp = PlainText.VISIBLE) @Schema(examples = "100102")
        String clientId,

        @NotNull
        @Size(min = 8, max = 200)
        @Pattern(regexp = PlainText.VISIBLE)
        @Schema(
                description = "Stored sealed; no answer ever holds it.",
                examples = "b9b2e1c2-7d40-4c0e-9d0a-5f3f6f5a9f3c",
                writeOnly = true)
        String apiKey) {

    @Override
    public String toString() {
        return "NewShopRequest[marketplace=" + marketplace + ", apiKey=***]";
    }
}
