package io.marketsync.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A job and the attempt it was claimed for.
 *
 * @param args JSON, decoded by the registry of kinds
 * @param attempt 1 for the first; every claim counts, so that the number fences off what came before
 * @param startedAt of the claim, to the microsecond: tells two attempts of one number apart, when the claim of the first was lost
 * @param failures earlier attempts that failed: what the retry policy counts
 * @param counts what earlier attempts of this job did
 * @param waited from when the job was due to the claim of this attempt
 */
public record StoredJob(
        UUID id,
        UUID sellerId,
        UUID shopId,
        String kind,
        Queue queue,
        Origin origin,
        String args,
        int attempt,
        int failures,
        Instant startedAt,
        Duration waited,
        Map<String, Long> counts) {}
