package io.marketsync.api.limit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "ConcurrencyRequest")
record ConcurrencyRequest(
        @NotNull @Min(0) @Max(1000) @Schema(description = "Jobs that run at once; 0 lets none start.", examples = "3")
        Integer running) {}
