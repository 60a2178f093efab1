package io.marketsync.queue;

import java.util.UUID;

/** @param joined true when the request became an earlier job that waits or runs */
public record Enqueued(UUID id, boolean joined) {}
