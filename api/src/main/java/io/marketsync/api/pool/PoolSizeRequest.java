package io.marketsync.api.pool;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "PoolSizeRequest")
record PoolSizeRequest(
        @NotNull
        @Min(0)
        @Max(200)
        @Schema(
                description = "Jobs that run at once in each process that serves the queue; 0 serves nothing.",
                examples = "8")
        Integer slots) {}
