package io.marketsync.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import org.jdbi.v3.core.Handle;

import io.marketsync.job.Kind;
import io.marketsync.job.NewJob;

/**
 * Puts many jobs into their queues as one batch, inside the caller's transaction, with as many statements for ten thousand as for one:
 * two when none has a twin, and at most two more for each round in which twins are joined or followed.
 */
public final class BatchQueue {

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final BatchStore store = new BatchStore();

    /**
     * Stores the jobs that have no twin, and joins the twins of the others. A request all of whose jobs are the members of one
     * earlier batch becomes that batch.
     *
     * @param handle inside a transaction that names the batch's seller
     */
    public EnqueuedBatch enqueue(Handle handle, NewBatch batch, OnTwin onTwin) {
        UUID id = ids.generate();
        List<JobInsert> all = JobInsert.inOrder(batch.jobs(), ids::generate);
        List<JobInsert> left = all;
        Set<UUID> stored = new LinkedHashSet<>();
        Set<UUID> twins = new LinkedHashSet<>();
        for (int race = 0; race < JobQueue.LOST_RACES && !left.isEmpty(); race++) {
            stored.addAll(JobQueue.insert(handle, left, id));
            left = left.stream().filter(job -> !stored.contains(job.id())).toList();
            left = left.isEmpty() ? left : join(handle, left, onTwin, twins);
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException(
                    "twins of " + left.size() + " jobs start and end faster than they can be joined");
        }
        twins.removeAll(stored);
        if (stored.isEmpty()) {
            Optional<UUID> same = store.withMembers(handle, batch.seller(), twins);
            if (same.isPresent()) {
                return new EnqueuedBatch(same.get(), List.of(), Map.of(), List.copyOf(twins), true);
            }
        }
        store.insert(handle, id, batch, stored.size() + twins.size(), twins);
        Map<Kind<?>, Integer> ofKind = new HashMap<>();
        all.stream()
                .filter(job -> stored.contains(job.id()))
                .forEach(job -> ofKind.merge(job.job().kind(), 1, Integer::sum));
        return new EnqueuedBatch(id, List.copyOf(stored), ofKind, List.copyOf(twins), false);
    }

    /** How many jobs of the batch, enqueued now, would not be left to a twin. Said without a lock: twins may end a moment later. */
    public int added(Handle handle, NewBatch batch, OnTwin onTwin) {
        Map<String, Twin> living =
                store.twins(handle, batch.jobs().stream().map(NewJob::uniqueKey).toList());
        return (int) batch.jobs().stream()
                .map(job -> living.get(job.uniqueKey()))
                .filter(twin -> twin == null || onTwin == OnTwin.RERUN && twin.running())
                .count();
    }

    /** @return those to be stored after all: behind a running twin, or because the twin ended in between */
    private List<JobInsert> join(Handle handle, List<JobInsert> left, OnTwin onTwin, Set<UUID> twins) {
        Map<String, Twin> living = store.twins(
                handle, left.stream().map(job -> job.job().uniqueKey()).toList());
        List<JobInsert> again = new ArrayList<>();
        for (JobInsert job : left) {
            Twin twin = living.get(job.job().uniqueKey());
            if (twin == null) {
                again.add(job.again());
            } else if (onTwin == OnTwin.RERUN && twin.running()) {
                again.add(job.after(twin));
            } else {
                twins.add(twin.id());
            }
        }
        return again;
    }
}
