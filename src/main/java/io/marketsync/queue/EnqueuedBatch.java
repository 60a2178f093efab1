package io.marketsync.queue;

import java.util.List;
import java.util.UUID;

/**
 * @param stored jobs that the batch asked for
 * @param twins that waited or ran, and are members of the batch, too
 * @param joined true when all of them were the members of an earlier batch, and the request became that one
 */
public record EnqueuedBatch(UUID id, List<UUID> stored, List<UUID> twins, boolean joined) {}
