package io.marketsync.queue;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.marketsync.job.AttemptEnd;

/**
 * Ends of attempts of this process between the handler's return and the commit of the job's state. Bounded by the slots of the
 * process: each attempt leaves one end, and the save that follows takes it.
 */
public final class AttemptEnds {

    private final Map<UUID, AttemptEnd> byJob = new ConcurrentHashMap<>();

    public void put(AttemptEnd end) {
        byJob.put(end.jobId(), end);
    }

    public Optional<AttemptEnd> peek(UUID job) {
        return Optional.ofNullable(byJob.get(job));
    }

    public void remove(UUID job) {
        byJob.remove(job);
    }
}
