package io.marketsync.api.shop;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.http.PlainText;

@Schema(name = "NewKey")
record NewKeyRequest(
        @NotNull
        @Size(min = 8, max = 200)
        @Pattern(regexp = PlainText.VISIBLE)
        @Schema(examples = "b9b2e1c2-7d40-4c0e-9d0a-5f3f6f5a9f3c", writeOnly = true)
        String apiKey) {

    @Override
    public String toString() {
        return "NewKeyRequest[***]";
    }
}
