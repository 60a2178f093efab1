package io.marketsync.api.operation;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.api.PublicId;

/** A job, or a batch of them, as its seller sees it. How the run ended ({@code status}) is apart from how its items ended ({@code outcome}). */
@Schema(name = "Operation")
public record OperationView(
        @Schema(examples = "op_01KAG9XZ3V8M2QF5T7B1N4C6DE") String id,
        @Schema(examples = "orders.pull") String kind,

        @Schema(
                description = "waiting, running, cancelling, finished, dead or cancelled. An open set.",
                examples = "running")
        String status,

        @Schema(description = "ok, partial, failed or nothing; null until the end. An open set.", nullable = true)
        String outcome,

        @Schema(description = "True when nothing will change any more.")
        boolean done,

        @Schema(description = "Grows with every change.") int version,

        @Schema(description = "True when this request became an operation that existed.")
        boolean joined,

        @Schema(nullable = true) Shop shop,
        RequestedBy requestedBy,

        @Schema(description = "1 for the first attempt, null before it.", nullable = true)
        Integer attempt,

        Queue queue,

        @Schema(description = "Of the latest attempt.", nullable = true)
        Progress progress,

        @Schema(description = "Why nothing moves, while nothing does.", nullable = true)
        Waiting waiting,

        @Schema(
                description = "What happened to the items, by word.",
                examples = "{\"created\":31,\"updated\":80,\"unchanged\":9}")
        Map<String, Long> counts,

        @Schema(description = "Of a batch: how many operations it is, and in which status.", nullable = true)
        Batch batch,

        Instant createdAt,
        @Schema(nullable = true) Instant startedAt,
        Instant updatedAt,
        @Schema(nullable = true) Instant finishedAt,

        @Schema(
                description =
                        "Of the last failed attempt; with the reason stopped, why an attempt that ended did not do its work.",
                nullable = true)
        Error error,

        Links links) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    @Schema(name = "OperationShop")
    record Shop(String id, String name) {}

    @Schema(name = "RequestedBy")
    record RequestedBy(@Schema(examples = "user") String type) {}

    @Schema(name = "OperationQueue")
    record Queue(
            @Schema(description = "Also the pool that runs it.", examples = "high")
            String name,

            @Schema(description = "Jobs of all sellers that start before it; counted up to 1000.", nullable = true)
            Integer position,

            @Schema(
                    description = "Now while slots are free, else from how many jobs ended lately; null when none did.",
                    nullable = true)
            Instant estimatedStart) {}

    @Schema(name = "OperationProgress")
    record Progress(
            @Schema(examples = "fbs.new", nullable = true) String phase,
            @Schema(nullable = true) Integer phaseIndex,
            @Schema(nullable = true) Integer phaseCount,
            long completed,

            @Schema(description = "Null while unknown.", nullable = true)
            Long total,

            @Schema(nullable = true) Long totalEstimate,
            @Schema(examples = "postings", nullable = true) String unit,
            @Schema(nullable = true) Integer percent) {}

    @Schema(name = "OperationWaiting")
    record Waiting(
            @Schema(
                    description =
                            "SHOP_NEEDS_NEW_KEY: the marketplace refuses the shop's key, and it starts when another is entered."
                                    + " MARKETPLACE_AWAY: calls of all sellers fail, and it goes on when the marketplace is back."
                                    + " PAUSED_SHOP, PAUSED_KIND, PAUSED_MARKETPLACE or PAUSED_QUEUE: an operator holds it back."
                                    + " SNOOZED: it goes on by itself at that time; detail says why."
                                    + " MARKETPLACE_RATE_LIMIT or RETRY_AFTER_…: of the failure before. An open set.",
                    examples = "SHOP_NEEDS_NEW_KEY")
            String reason,

            @Schema(
                    description = "What the seller has to do, or why nothing; null when there is nothing to say.",
                    examples =
                            "The Ozon key has expired. Create a new one in the seller cabinet and enter it for this shop.",
                    nullable = true)
            String detail,

            @Schema(description = "Null when nobody knows.", nullable = true)
            Instant until) {}

    @Schema(name = "OperationError")
    record Error(
            @Schema(examples = "auth", description = "An open set.")
            String reason,

            @Schema(nullable = true) String detail) {}

    @Schema(name = "OperationLinks")
    record Links(
            String self,
            @Schema(nullable = true) String shop,

            @Schema(description = "While it waits or runs.", nullable = true)
            String cancel,

            @Schema(description = "While it is dead, or some of a batch are.", nullable = true)
            String retry,

            @Schema(
                    description =
                            "The operations of a batch; of one operation the list of what it could not do, or has found, as it is now.",
                    nullable = true)
            String items,

            @Schema(description = "The batch that asked for it.", nullable = true)
            String batch) {}

    @Schema(name = "OperationBatch")
    record Batch(
            @Schema(description = "Operations it asked for, and those it joined.")
            int total,

            int waiting,
            int running,
            int finished,

            @Schema(description = "They can be retried, so they do not count as completed.")
            int dead,

            int cancelled,

            @Schema(description = "That waited or ran already, asked for by somebody else.")
            int joined,

            @Schema(description = "Shops that were not synced, because they need a new key.")
            int leftOut,

            @Schema(description = "The first hundred of them.")
            List<String> leftOutShops,

            @Schema(
                    description =
                            "Of shop.sync: what the operations of each kind come to. Null otherwise, and in lists.",
                    nullable = true)
            List<Phase> phases) {}

    @Schema(name = "OperationPhase")
    record Phase(
            @Schema(examples = "orders.pull") String kind,

            @Schema(description = "As of an operation.", examples = "finished")
            String status,

            @Schema(description = "Null until all of its operations have ended.", nullable = true)
            String outcome,

            int completed,
            int total) {}

    static OperationView of(OperationRow row, boolean joined, Optional<QueuePlace> place) {
        boolean done =
                !row.status.equals("waiting") && !row.status.equals("running") && !row.status.equals("cancelling");
        Waiting waiting = waiting(row);
        return new OperationView(
                PublicId.OPERATION.of(row.id),
                row.kind,
                row.status,
                outcome(row),
                done,
                row.version,
                joined,
                row.shopId == null ? null : new Shop(PublicId.SHOP.of(row.shopId), row.shopName),
                new RequestedBy(row.requestedBy),
                row.attempt,
                queue(row.queue, waiting, place),
                row.attempt == null ? null : progress(row, done),
                waiting,
                counts(row.counts),
                null,
                createdAt(row.id),
                row.startedAt,
                updatedAt(row),
                done && row.finishedAt == null ? row.stateSince : row.finishedAt,
                error(row, done),
                links(row));
    }

    private static Error error(OperationRow row, boolean done) {
        if (row.reason != null) {
            return new Error(row.reason, row.error);
        }
        return done && row.error != null ? new Error("stopped", row.error) : null;
    }

    /** A job that waits for its time has no place in the queue yet. */
    private static Queue queue(String name, Waiting waiting, Optional<QueuePlace> place) {
        if (waiting != null) {
            return new Queue(name, null, waiting.until);
        }
        return new Queue(
                name,
                place.map(QueuePlace::position).orElse(null),
                place.map(QueuePlace::estimatedStart).orElse(null));
    }

    /** A job that was given up before any attempt of it could say how it ended. */
    private static String outcome(OperationRow row) {
        return row.outcome == null && row.status.equals("dead") ? "failed" : row.outcome;
    }

    /** Ids are made on the api's clock, states on the database's: an operation is not older than itself. */
    private static Instant updatedAt(OperationRow row) {
        return Stream.of(row.updatedAt, row.stateSince, createdAt(row.id))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    static Map<String, Long> counts(String json) {
        try {
            return json == null ? Map.of() : JSON.readValue(json, COUNTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("job_run.counts holds words and numbers", e);
        }
    }

    private static Progress progress(OperationRow row, boolean done) {
        return new Progress(
                row.phase,
                row.phaseIndex,
                row.phaseCount,
                row.completed,
                row.total,
                row.totalEstimate,
                row.unit,
                percent(row, done));
    }

    private static Integer percent(OperationRow row, boolean done) {
        if (done && "finished".equals(row.status)) {
            return 100;
        }
        return row.total == null || row.total == 0 ? null : (int) Math.min(99, row.completed * 100 / row.total);
    }

    /** The time a job was scheduled for stays in its row; it is over once the job's state is younger. */
    private static Waiting waiting(OperationRow row) {
        if (row.pausedBy != null) {
            return new Waiting(pauseReason(row), row.pausedNote, null);
        }
        boolean scheduled = row.scheduledAt != null && row.scheduledAt.isAfter(row.stateSince);
        if (!row.status.equals("waiting") || !scheduled) {
            return null;
        }
        if (row.reason == null) {
            return row.error == null ? null : new Waiting("SNOOZED", row.error, row.scheduledAt);
        }
        String reason = row.reason.equals("rate_limited")
                ? "MARKETPLACE_RATE_LIMIT"
                : "RETRY_AFTER_" + row.reason.toUpperCase(Locale.ROOT);
        return new Waiting(reason, null, row.scheduledAt);
    }

    private static String pauseReason(OperationRow row) {
        return switch (row.pausedCause) {
            case "key" -> "SHOP_NEEDS_NEW_KEY";
            case "breaker" -> "MARKETPLACE_AWAY";
            default -> "PAUSED_" + row.pausedBy.toUpperCase(Locale.ROOT);
        };
    }

    private static Links links(OperationRow row) {
        String self = path(row.id);
        boolean living = row.status.equals("waiting") || row.status.equals("running");
        return new Links(
                self,
                row.shopId == null ? null : "/api/v1/shops/" + PublicId.SHOP.of(row.shopId),
                living ? self + "/cancel" : null,
                row.status.equals("dead") ? self + "/retry" : null,
                ItemLists.of(row, counts(row.counts)),
                row.batchId == null ? null : path(row.batchId));
    }

    static String path(UUID operation) {
        return "/api/v1/operations/" + PublicId.OPERATION.of(operation);
    }

    /** Jobs keep no time of their own: a UUIDv7 begins with the millisecond it was made in. */
    static Instant createdAt(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
