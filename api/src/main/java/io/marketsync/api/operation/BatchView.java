package io.marketsync.api.operation;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

import io.marketsync.api.PublicId;

/** A batch in the shape of an operation. */
final class BatchView {

    private BatchView() {}

    static OperationView of(BatchRow row, boolean joined) {
        String status = status(row);
        boolean done = row.waiting + row.running == 0;
        Instant createdAt = OperationView.createdAt(row.id);
        OperationView.Waiting waiting = row.pausedBy == null
                ? null
                : new OperationView.Waiting("PAUSED_" + row.pausedBy.toUpperCase(Locale.ROOT), null, null);
        return new OperationView(
                PublicId.OPERATION.of(row.id),
                row.kind,
                status,
                done ? outcome(row) : null,
                done,
                (int) Math.min(Integer.MAX_VALUE, row.version),
                joined,
                null,
                new OperationView.RequestedBy(row.requestedBy),
                null,
                new OperationView.Queue(row.queue, null, null),
                progress(row),
                waiting,
                OperationView.counts(row.counts),
                members(row),
                createdAt,
                row.startedAt,
                row.updatedAt == null || row.updatedAt.isBefore(createdAt) ? createdAt : row.updatedAt,
                done ? row.finishedAt : null,
                null,
                links(row));
    }

    /** It runs from the first start of a member to the end of the last one, also while none runs at the moment. */
    static String status(BatchRow row) {
        if (row.waiting + row.running > 0) {
            boolean begun = row.running > 0 || row.startedAt != null || row.finished + row.dead > 0;
            return begun ? "running" : "waiting";
        }
        if (row.cancelled == row.size) {
            return "cancelled";
        }
        return row.dead == row.size ? "dead" : "finished";
    }

    private static String outcome(BatchRow row) {
        if (row.cancelled == row.size) {
            return null;
        }
        if (row.well + row.nothing == row.size) {
            return row.well == 0 ? "nothing" : "ok";
        }
        return row.well + row.nothing + row.partial == 0 ? "failed" : "partial";
    }

    /** A dead member may be retried: so it is not completed, and what is completed never becomes less. */
    private static OperationView.Progress progress(BatchRow row) {
        int completed = row.finished + row.cancelled;
        return new OperationView.Progress(
                null, null, null, completed, (long) row.size, null, "jobs", completed * 100 / row.size);
    }

    private static OperationView.Batch members(BatchRow row) {
        return new OperationView.Batch(
                row.size,
                row.waiting,
                row.running,
                row.finished,
                row.dead,
                row.cancelled,
                row.joined,
                row.leftOut,
                Arrays.stream(row.leftOutShops).map(PublicId.SHOP::of).toList());
    }

    private static OperationView.Links links(BatchRow row) {
        String self = OperationView.path(row.id);
        return new OperationView.Links(
                self,
                null,
                row.ownLiving > 0 ? self + "/cancel" : null,
                row.deadKept > 0 ? self + "/retry" : null,
                "/api/v1/operations?batch=" + PublicId.OPERATION.of(row.id),
                null);
    }
}
