package io.marketsync.api.operation;

import java.time.LocalDate;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** @param onRunning null means join */
@Schema(name = "SyncRequest")
record SyncRequest(
        @NotNull
        @Size(min = 1, max = 40)
        @Schema(
                description =
                        "shop.sync: the next four as one operation; orders.pull: postings; catalog.sync: offers; stock.push: what the marketplace is to have in stock;"
                                + " labels.fetch: package labels;"
                                + " stock.reconcile: whether it has; price.push: what it is to ask; orders.backfill: postings of past days. An open set.",
                examples = "orders.pull")
        String kind,

        @Schema(
                description =
                        "What to do when a sync of this kind waits or runs: join it, fail with 409, or let exactly one more run follow.",
                defaultValue = "join")
        OnRunning onRunning,

        @Schema(
                description = "orders.backfill: the first day (UTC). At most 366 days.",
                examples = "2026-01-01",
                maxLength = 10)
        LocalDate from,

        @Schema(description = "orders.backfill: the last day (UTC).", examples = "2026-03-31")
        LocalDate to) {

    enum OnRunning {
        join,
        fail,
        rerun
    }

    Days days() {
        return new Days(from, to);
    }

    OnRunning onRunningOrJoin() {
        return onRunning == null ? OnRunning.join : onRunning;
    }
}
