package io.marketsync.queue;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.marketsync.job.AttemptEnd;

/**
 * Attempts of this process: the number each was claimed under until it begins, and how it ended until that is committed with the
 * job's state. Bounded by the slots of the process: beginning takes the number, and the save that follows the end removes it,
 * whether it succeeds or not.
 */
public final class LocalAttempts {

    private final Map<UUID, Integer> claimed = new ConcurrentHashMap<>();
    private final Map<UUID, AttemptEnd> ended = new ConcurrentHashMap<>();

    void claimed(Map<UUID, Integer> attempts) {
        claimed.putAll(attempts);
    }

    /** The number the job was claimed under; empty when it was not claimed here, or has begun already. */
    Optional<Integer> begin(UUID job) {
        ended.remove(job);
        return Optional.ofNullable(claimed.remove(job));
    }

    public void put(AttemptEnd end) {
        ended.put(end.jobId(), end);
    }

    public Optional<AttemptEnd> peek(UUID job) {
        return Optional.ofNullable(ended.get(job));
    }

    void remove(UUID job) {
        ended.remove(job);
    }
}
