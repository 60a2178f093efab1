package io.marketsync.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.marketsync.redis.RedisHealth.Finding;

/**
 * One look at Redis: a write, because a full server, a replica and a missing right still answer reads, and INFO for the rest. Takes at
 * most two time-outs and never throws.
 */
final class RedisCheck {

    private static final String KEY = "ms:monitor";
    private static final String KEEP_MILLIS = "60000";

    /** The permits' scripts write after they ask for the time, which replicates right from 5.0 on; access lists come with 6.0. */
    private static final int OLDEST_VERSION = 6;

    private static final Duration SLOW = Duration.ofMillis(50);
    private static final double NEARLY_FULL = 80;

    private final RedisCommands redis;
    private final Clock clock;

    RedisCheck(RedisCommands redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    RedisHealth look() {
        List<Finding> errors = new ArrayList<>();
        List<Finding> warnings = new ArrayList<>();
        long began = System.nanoTime();
        boolean connected = write(errors);
        Duration latency = connected ? Duration.ofNanos(System.nanoTime() - began) : null;
        RedisInfo info = connected ? info(warnings) : RedisInfo.UNKNOWN;
        RedisHealth seen = new RedisHealth(
                clock.instant(),
                connected,
                latency,
                info.text("redis_version"),
                info.number("uptime_in_seconds") == null ? null : Duration.ofSeconds(info.count("uptime_in_seconds")),
                info.number("used_memory"),
                info.count("maxmemory") == 0 ? null : info.number("maxmemory"),
                info.text("maxmemory_policy"),
                hitRatio(info),
                List.of(),
                List.of());
        refuseEviction(seen, errors);
        warn(seen, warnings);
        warn(info, warnings);
        return seen.with(warnings, errors);
    }

    /** True when it answered, be it with an error. */
    private boolean write(List<Finding> errors) {
        try {
            redis.execute("SET", KEY, "1", "PX", KEEP_MILLIS);
            return true;
        } catch (RedisAway away) {
            errors.add(new Finding("away", "Redis does not answer: " + away.getMessage() + "."));
            return false;
        } catch (RedisRefused refused) {
            errors.add(
                    new Finding("refuses", "Redis refuses to write: " + refused.getMessage() + ". " + advice(refused)));
            return true;
        }
    }

    private static String advice(RedisRefused refused) {
        return switch (refused.code()) {
            case "OOM" -> "Its memory is full: raise maxmemory, or remove what does not belong there.";
            case "READONLY" ->
                "It is a replica: let quarkus.redis.hosts name the master, or use quarkus.redis.client-type=sentinel.";
            case "NOPERM" -> "The user lacks a right: compare its access list with ops/redis/users.acl.";
            case "NOAUTH", "WRONGPASS" -> "User or password are wrong: see ops/redis/README.md.";
            case "MOVED", "CROSSSLOT" -> "It is a cluster: set quarkus.redis.client-type=cluster.";
            case "MISCONF" -> "It cannot write to its disk: make room there, and look into its log.";
            default -> "Look into its log.";
        };
    }

    private RedisInfo info(List<Finding> warnings) {
        try {
            return RedisInfo.parse(String.valueOf(redis.execute("INFO")));
        } catch (RedisAway | RedisRefused untold) {
            warnings.add(new Finding(
                    "unknown",
                    "INFO is not answered (" + untold.getMessage()
                            + "), so nobody sees whether this Redis evicts permits. Grant +info to the user."));
            return RedisInfo.UNKNOWN;
        }
    }

    private static Double hitRatio(RedisInfo info) {
        long hits = info.count("keyspace_hits");
        long reads = hits + info.count("keyspace_misses");
        return reads == 0 ? null : (double) hits / reads;
    }

    private static void refuseEviction(RedisHealth seen, List<Finding> errors) {
        if (seen.evicts()) {
            errors.add(new Finding(
                    "evicts",
                    "maxmemory-policy is " + seen.policy()
                            + ": this Redis may throw permits away, and limits of marketplaces would be exceeded, so it is not used."
                            + " Set maxmemory-policy noeviction, and keep caches on another Redis."));
        }
    }

    private static void warn(RedisHealth seen, List<Finding> warnings) {
        if (seen.version() != null && majorOf(seen.version()) < OLDEST_VERSION) {
            warnings.add(new Finding(
                    "old", "Redis " + seen.version() + " is older than 6.0, the oldest that is supported."));
        }
        if (seen.memoryUsed() != null && seen.memoryMax() == null) {
            warnings.add(new Finding(
                    "unbounded", "maxmemory is not set: this Redis grows until its machine is full. Set it."));
        }
        Double percent = seen.memoryPercent();
        if (percent != null && percent > NEARLY_FULL) {
            warnings.add(new Finding(
                    "nearly_full",
                    Math.round(percent) + " % of maxmemory are used; when it is full, permits are refused. Raise it."));
        }
        if (seen.latency() != null && seen.latency().compareTo(SLOW) > 0) {
            warnings.add(new Finding("slow", "A write took " + seen.latency().toMillis() + " ms."));
        }
    }

    private static void warn(RedisInfo info, List<Finding> warnings) {
        long evicted = info.count("evicted_keys");
        if (evicted > 0) {
            warnings.add(new Finding(
                    "evicted",
                    evicted + " keys have been thrown away since it started, under another policy; permits may have"
                            + " been among them. The warning ends when it is started again."));
        }
        long rejected = info.count("rejected_connections");
        if (rejected > 0) {
            warnings.add(new Finding(
                    "connections", rejected + " connections have been rejected since it started: raise maxclients."));
        }
    }

    private static int majorOf(String version) {
        String major = version.split("\\.")[0];
        return major.matches("\\d{1,4}") ? Integer.parseInt(major) : OLDEST_VERSION;
    }
}
