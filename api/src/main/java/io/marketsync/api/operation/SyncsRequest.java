package io.marketsync.api.operation;

import java.time.LocalDate;
import java.util.List;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.operation.SyncRequest.OnRunning;
import io.marketsync.queue.NewBatch;

/**
 * @param shops null means all there are
 * @param onRunning null means join
 */
@Schema(name = "SyncsRequest")
record SyncsRequest(
        @NotNull
        @Size(min = 1, max = 40)
        @Schema(
                description =
                        "shop.sync: the next four as one operation; orders.pull: postings; catalog.sync: offers; stock.push: what the marketplace is to have in stock;"
                                + " labels.fetch: package labels;"
                                + " stock.reconcile: whether it has; price.push: what it is to ask; orders.backfill: postings of past days. An open set.",
                examples = "orders.pull")
        String kind,

        @Size(min = 1, max = NewBatch.MOST_JOBS)
        @Schema(description = "Shops of yours; one that is named twice is synced once. All of them when left out.")
        List<@NotNull @Size(min = 1, max = 40) String> shops,

        @Schema(
                description =
                        "What to do with a shop whose sync of this kind waits or runs: join that one, refuse the whole"
                                + " request with 409, or let exactly one more run follow.",
                defaultValue = "join")
        OnRunning onRunning,

        @Schema(
                description = "orders.backfill: the first day (UTC). At most 366 days.",
                examples = "2026-01-01",
                maxLength = 10)
        LocalDate from,

        @Schema(description = "orders.backfill: the last day (UTC).", examples = "2026-03-31")
        LocalDate to) {

    Days days() {
        return new Days(from, to);
    }

    OnRunning onRunningOrJoin() {
        return onRunning == null ? OnRunning.join : onRunning;
    }
}
