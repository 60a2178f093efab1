package io.marketsync.queue;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.marketsync.job.AttemptEnd;
import io.marketsync.job.StoredJob;

/** Attempts of this process, from their claim until their end is recorded. Bounded by slots and {@link Completions}. */
public final class RunningAttempts {

    private final Map<UUID, StoredJob> byJob = new ConcurrentHashMap<>();

    public void add(StoredJob job) {
        byJob.put(job.id(), job);
    }

    /** Its end is recorded, or it lost its job. A later attempt of the same job stays. */
    public void remove(UUID job, int attempt) {
        byJob.computeIfPresent(job, (id, running) -> running.attempt() == attempt ? null : running);
    }

    public void recorded(AttemptEnd end) {
        remove(end.jobId(), end.attempt());
    }

    public Set<UUID> jobs() {
        return Set.copyOf(byJob.keySet());
    }
}
