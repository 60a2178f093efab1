package io.marketsync.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one look at Redis found. What could not be learned is null.
 *
 * @param latency of the write it was asked for
 * @param memoryMax null also when Redis has no limit
 * @param policy what it does when its memory is full
 * @param hitRatio of all reads since it started, null before the first
 * @param warnings it is used in spite of them
 * @param errors it is not used because of them
 */
public record RedisHealth(
        Instant checkedAt,
        boolean connected,
        Duration latency,
        String version,
        Duration uptime,
        Long memoryUsed,
        Long memoryMax,
        String policy,
        Double hitRatio,
        List<Finding> warnings,
        List<Finding> errors) {

    /** @param code stable word for programs */
    public record Finding(String code, String detail) {}

    public boolean usable() {
        return errors.isEmpty();
    }

    /** Of the limit, null without one. */
    public Double memoryPercent() {
        return memoryUsed == null || memoryMax == null ? null : 100.0 * memoryUsed / memoryMax;
    }

    RedisHealth with(List<Finding> warnings, List<Finding> errors) {
        return new RedisHealth(
                checkedAt,
                connected,
                latency,
                version,
                uptime,
                memoryUsed,
                memoryMax,
                policy,
                hitRatio,
                List.copyOf(warnings),
                List.copyOf(errors));
    }

    boolean evicts() {
        return policy != null && !policy.equals("noeviction");
    }
}
