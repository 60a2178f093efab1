package io.marketsync.api.pause;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.http.PlainText;

@Schema(name = "PauseRequest")
record PauseRequest(
        @NotBlank
        @Size(min = 1, max = 200)
        @Pattern(regexp = PlainText.PRINTABLE)
        @Schema(description = "Why, for whoever finds the pause.", examples = "Ozon answers 500 to every list.")
        String note) {}
