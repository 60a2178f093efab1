package io.marketsync.queue;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.marketsync.job.Kind;

/**
 * @param stored jobs that the batch asked for
 * @param twins that waited or ran, and are members of the batch, too
 * @param joined true when all of them were the members of an earlier batch, and the request became that one
 */
public record EnqueuedBatch(
        UUID id, List<UUID> stored, Map<Kind<?>, Integer> storedOfKind, List<UUID> twins, boolean joined) {}
