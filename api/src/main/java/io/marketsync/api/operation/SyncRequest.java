package io.marketsync.api.operation;

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
                        "orders.pull: postings; catalog.sync: offers; stock.push: what the marketplace is to have in stock. An open set.",
                examples = "orders.pull")
        String kind,

        @Schema(
                description =
                        "What to do when a sync of this kind waits or runs: join it, fail with 409, or let exactly one more run follow.",
                defaultValue = "join")
        OnRunning onRunning) {

    enum OnRunning {
        join,
        fail,
        rerun
    }

    OnRunning onRunningOrJoin() {
        return onRunning == null ? OnRunning.join : onRunning;
    }
}
