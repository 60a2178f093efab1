package io.marketsync.api.operation;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.marketsync.api.PublicId;

/** A batch in the shape of an operation. */
final class BatchView {

    private BatchView() {}

    /** @param phases of its kinds; null where they are not shown */
    static OperationView of(BatchRow row, boolean joined, List<OperationView.Phase> phases) {
        Tally tally = tally(row);
        boolean done = tally.done();
        Instant createdAt = OperationView.createdAt(row.id);
        OperationView.Waiting waiting = row.pausedBy == null
                ? null
                : new OperationView.Waiting("PAUSED_" + row.pausedBy.toUpperCase(Locale.ROOT), null, null);
        return new OperationView(
                PublicId.OPERATION.of(row.id),
                row.kind,
                tally.status(),
                tally.outcome(),
                done,
                (int) Math.min(Integer.MAX_VALUE, row.version),
                joined,
                null,
                new OperationView.RequestedBy(row.requestedBy),
                null,
                new OperationView.Queue(row.queue, null, null),
                progress(tally),
                waiting,
                OperationView.counts(row.counts),
                members(row, phases),
                createdAt,
                row.startedAt,
                row.updatedAt == null || row.updatedAt.isBefore(createdAt) ? createdAt : row.updatedAt,
                done ? row.finishedAt : null,
                null,
                links(row));
    }

    static Tally tally(BatchRow row) {
        return new Tally(
                row.size,
                row.waiting,
                row.running,
                row.finished,
                row.dead,
                row.well,
                row.nothing,
                row.partial,
                row.startedAt != null);
    }

    /** In the order in which they are asked for. */
    static List<OperationView.Phase> phases(String name, Map<String, Tally> byKind) {
        return SyncKind.named(name).filter(SyncKind::isSeveral).stream()
                .flatMap(several -> several.members().stream())
                .map(member -> member.kind().name())
                .filter(byKind::containsKey)
                .map(kind -> phase(kind, byKind.get(kind)))
                .toList();
    }

    private static OperationView.Phase phase(String kind, Tally tally) {
        return new OperationView.Phase(kind, tally.status(), tally.outcome(), tally.completed(), tally.total());
    }

    private static OperationView.Progress progress(Tally tally) {
        int completed = tally.completed();
        return new OperationView.Progress(
                null, null, null, completed, (long) tally.total(), null, "jobs", completed * 100 / tally.total());
    }

    private static OperationView.Batch members(BatchRow row, List<OperationView.Phase> phases) {
        return new OperationView.Batch(
                row.size,
                row.waiting,
                row.running,
                row.finished,
                row.dead,
                row.cancelled,
                row.joined,
                row.leftOut,
                Arrays.stream(row.leftOutShops).map(PublicId.SHOP::of).toList(),
                phases);
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
