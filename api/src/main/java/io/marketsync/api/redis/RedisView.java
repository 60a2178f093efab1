package io.marketsync.api.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.marketsync.redis.RedisHealth;
import io.marketsync.redis.RedisStatus;

/** As the process that answers sees it; others may be degraded while this one is not. */
@Schema(name = "Redis")
record RedisView(
        @Schema(
                description =
                        "normal, or degraded: it is away or unfit, and each process gives permits from a share of its own.",
                examples = "normal")
        String mode,

        @Schema(description = "When the mode began.") Instant since,

        @Schema(
                description =
                        "When it was looked at last; that happens every 30 seconds, and at once when a command fails.")
        Instant checkedAt,

        @Schema(description = "It answered, be it with an error.")
        boolean connected,

        @Schema(examples = "7.0.15", nullable = true) String version,

        @Schema(description = "Since it was started.", nullable = true)
        Long uptimeSeconds,

        @Schema(nullable = true) Long memoryUsedBytes,

        @Schema(description = "Null without a limit, too.", nullable = true)
        Long memoryMaxBytes,

        @Schema(nullable = true) Double memoryPercent,

        @Schema(
                description = "What it does when its memory is full. Anything but noeviction is refused.",
                nullable = true)
        String policy,

        @Schema(description = "Of one write.", nullable = true)
        Double latencyMillis,

        @Schema(description = "Part of all reads that found something, since it was started.", nullable = true)
        Double hitRatio,

        @Schema(description = "How often it came back to this process since that was started.")
        long reconnects,

        @Schema(description = "It is used in spite of these.")
        List<Finding> warnings,

        @Schema(description = "It is not used because of these.")
        List<Finding> errors) {

    @Schema(name = "RedisFinding")
    record Finding(
            @Schema(description = "An open set of words.", examples = "evicts")
            String code,

            @Schema(description = "What is wrong and what to do.")
            String detail) {

        private static List<Finding> all(List<RedisHealth.Finding> findings) {
            return findings.stream()
                    .map(finding -> new Finding(finding.code(), finding.detail()))
                    .toList();
        }
    }

    static RedisView of(RedisStatus status) {
        RedisHealth health = status.health();
        return new RedisView(
                status.mode().word(),
                status.since(),
                health.checkedAt(),
                health.connected(),
                health.version(),
                health.uptime() == null ? null : health.uptime().toSeconds(),
                health.memoryUsed(),
                health.memoryMax(),
                health.memoryPercent() == null ? null : rounded(health.memoryPercent(), 10),
                health.policy(),
                millis(health.latency()),
                health.hitRatio() == null ? null : rounded(health.hitRatio(), 1000),
                status.reconnects(),
                Finding.all(health.warnings()),
                Finding.all(health.errors()));
    }

    private static Double millis(Duration latency) {
        return latency == null ? null : rounded(latency.toNanos() / 1e6, 100);
    }

    private static double rounded(double value, double parts) {
        return Math.round(value * parts) / parts;
    }
}
