package io.marketsync.api.schedule;

import java.time.Duration;
import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "Schedule")
record ScheduleView(
        @Schema(examples = "orders") String name,

        @Schema(description = "Of the jobs it asks for.", examples = "orders.pull")
        String kind,

        @Schema(
                description =
                        "Minute, hour, day of month, month, day of week; with seconds first when there are six fields.",
                examples = "*/10 * * * * *")
        String cron,

        @Schema(examples = "Europe/Berlin") String zone,

        @Schema(
                description = "What becomes of ticks that nobody took in time: skip, once (the latest runs) or all"
                        + " (the latest run, at most missedLimit).",
                examples = "once")
        String missed,

        int missedLimit,

        @Schema(
                description =
                        "Each shop is synced once within this time, and a tick is a look for those that are due; null when a"
                                + " tick is one job.",
                examples = "PT5M",
                nullable = true)
        String every,

        @Schema(description = "False when no worker was started with it lately; it ticks no more.")
        boolean configured,

        boolean paused,

        @Schema(description = "Of the pause.", nullable = true)
        String note,

        @Schema(description = "When a tick last ran.", nullable = true)
        Instant lastTickAt,

        @Schema(
                description =
                        "What the last tick came to: enqueued, joined (waiting or running already), shed (something did not"
                                + " fit), nothing (no shop was due) or skipped. An open set.",
                examples = "enqueued",
                nullable = true)
        String lastResult,

        @Schema(description = "When it is looked at next.", nullable = true)
        Instant nextTickAt,

        @Schema(description = "When a trigger was asked for that has not run yet.", nullable = true)
        Instant triggerAskedAt,

        @Schema(description = "The shops it keeps fresh; null when a tick is one job.", nullable = true)
        Shops shops) {

    @Schema(name = "ScheduleShops")
    record Shops(
            @Schema(description = "Shops whose key is not refused and that are not paused.")
            long total,

            @Schema(description = "Those that wait to be asked for.")
            long due,

            @Schema(description = "Those that were last synced longer ago than twice the time of the schedule.")
            long late,

            @Schema(description = "When the stalest was last synced, or connected when it never was.", nullable = true)
            Instant stalestAt) {

        private static Shops of(ScheduleStore.Shops shops) {
            return shops == null ? null : new Shops(shops.all(), shops.due(), shops.late(), shops.stalestAt());
        }
    }

    static ScheduleView of(ScheduleStore.Row row) {
        return new ScheduleView(
                row.name(),
                row.kind(),
                row.expression(),
                row.zone(),
                row.missed(),
                row.missedLimit(),
                row.everySeconds() == null
                        ? null
                        : Duration.ofSeconds(row.everySeconds()).toString(),
                row.configured(),
                row.paused(),
                row.note(),
                row.lastTickAt(),
                row.lastResult(),
                row.nextAt(),
                row.triggerAskedAt(),
                Shops.of(row.shops()));
    }
}
