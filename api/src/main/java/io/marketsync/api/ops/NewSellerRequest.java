package io.marketsync.api.ops;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.http.PlainText;

@Schema(name = "NewSeller")
record NewSellerRequest(
        @NotBlank @Size(min = 1, max = 200) @Pattern(regexp = PlainText.PRINTABLE) @Schema(examples = "Tea and Sons")
        String name) {}
