package io.marketsync.job;

/**
 * Where an attempt stands.
 *
 * @param phaseIndex from 1 to phaseCount
 * @param completed units done in all phases of this attempt
 * @param total null while unknown, never 0 instead
 * @param totalEstimate what the last run took, when that is all we know
 */
public record Progress(
        String phase, int phaseIndex, int phaseCount, long completed, Long total, Long totalEstimate, String unit) {}
