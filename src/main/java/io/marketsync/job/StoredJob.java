package io.marketsync.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A job row and the attempt that just began on it.
 *
 * @param args JSON, decoded by the registry of kinds
 * @param counts what earlier attempts of this job did
 * @param waited from when the job was due to the start of this attempt
 */
public record StoredJob(
        UUID id,
        UUID sellerId,
        UUID shopId,
        String kind,
        Queue queue,
        String args,
        int attempt,
        Instant startedAt,
        Duration waited,
        Map<String, Long> counts) {}
