package io.marketsync.api.limit;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Everything that bounds which jobs start, and which are taken in. */
@Schema(name = "Limits")
record LimitsView(
        List<Starts> starts,

        @Schema(
                description =
                        "Those of a seller or shop of its own after the defaults; at most 1000 of them are shown.")
        List<Concurrency> concurrency,

        List<QueueBound> queues) {

    @Schema(name = "QueueBound")
    record QueueBound(
            @Schema(examples = "high") String queue,

            @Schema(description = "Due jobs that wait before more are refused with 503; 0 takes nothing.")
            int most,

            @Schema(description = "Those of one seller before more are refused with 429.")
            int mostPerSeller,

            @Schema(description = "How full the queue is, in percent, when cron stops to put jobs into it.")
            int cronPercent,

            @Schema(description = "Due jobs that wait now.") long waiting,

            @Schema(
                    description =
                            "Jobs that end each second while it has work, of the last five minutes; null when none did.",
                    nullable = true)
            Double endedPerSecond) {}

    @Schema(name = "StartLimit")
    record Starts(
            @Schema(description = "An origin, alone or with a kind.", examples = "cron:orders.pull")
            String name,

            @Schema(description = "Starts in any sliding minute, over all processes.")
            int perMinute,

            @Schema(description = "Starts at once after a quiet time.")
            int burst,

            @Schema(
                    description = "Another limit whose unused permits are taken when this one has none.",
                    nullable = true)
            String overflow,

            @Schema(description = "Starts counted against it in the last minute.")
            long startedLastMinute) {}

    @Schema(name = "ConcurrencyLimit")
    record Concurrency(
            @Schema(description = "seller or shop.", examples = "seller")
            String scope,

            @Schema(description = "Whose; null for the default.", nullable = true)
            String of,

            @Schema(description = "Jobs that run at once.") int running) {}
}
