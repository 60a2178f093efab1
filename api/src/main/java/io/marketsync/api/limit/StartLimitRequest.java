package io.marketsync.api.limit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** @param overflow null means none */
@Schema(name = "StartLimitRequest")
record StartLimitRequest(
        @NotNull
        @Min(0)
        @Max(1_000_000)
        @Schema(
                description = "Starts in any sliding minute, over all processes; 0 holds all of them back.",
                examples = "20")
        Integer perMinute,

        @NotNull @Min(1) @Max(1_000_000) @Schema(description = "Starts at once after a quiet time.", examples = "10")
        Integer burst,

        @Size(min = 1, max = 60)
        @Pattern(regexp = "[a-z][a-z._:]{0,59}")
        @Schema(
                description = "A limit that exists; its unused permits are taken when this one has none.",
                examples = "cron")
        String overflow) {}
