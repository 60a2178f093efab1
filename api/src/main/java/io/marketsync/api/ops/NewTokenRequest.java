package io.marketsync.api.ops;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.http.PlainText;

@Schema(name = "NewToken")
record NewTokenRequest(
        @NotBlank
        @Size(min = 1, max = 100)
        @Pattern(regexp = PlainText.PRINTABLE)
        @Schema(description = "What it is for; shown beside its last use.", examples = "warehouse system")
        String label,

        @NotNull
        @Min(1)
        @Max(365)
        @Schema(description = "A year at most: a forgotten token ends by itself.", examples = "90")
        Integer expiresInDays) {}
