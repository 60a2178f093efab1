package io.marketsync.api.limit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "QueueBoundRequest")
record QueueBoundRequest(
        @NotNull
        @Min(0)
        @Max(10_000_000)
        @Schema(description = "Due jobs that wait before more are refused; 0 takes nothing.", examples = "20000")
        Integer most,

        @NotNull
        @Min(0)
        @Max(10_000_000)
        @Schema(description = "Those of one seller before more are refused.", examples = "2000")
        Integer mostPerSeller,

        @NotNull
        @Min(0)
        @Max(100)
        @Schema(
                description = "How full the queue is, in percent, when cron stops to put jobs into it.",
                examples = "50")
        Integer cronPercent) {}
