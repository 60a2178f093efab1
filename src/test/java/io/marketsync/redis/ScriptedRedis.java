package io.marketsync.redis;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A Redis as a test wants it: away, refusing, or with an INFO of its own. */
final class ScriptedRedis implements RedisCommands {

    private final Map<String, String> info = new TreeMap<>(Map.of(
            "redis_version", "7.0.15",
            "uptime_in_seconds", "3600",
            "used_memory", "1048576",
            "maxmemory", "134217728",
            "maxmemory_policy", "noeviction",
            "keyspace_hits", "3",
            "keyspace_misses", "1",
            "evicted_keys", "0",
            "rejected_connections", "0"));
    private final AtomicInteger writes = new AtomicInteger();
    private volatile RuntimeException onWrite;
    private volatile RuntimeException onInfo;

    @Override
    public Object execute(String command, String... arguments) {
        if (command.equals("INFO")) {
            fail(onInfo);
            return info.entrySet().stream()
                    .map(field -> field.getKey() + ":" + field.getValue())
                    .collect(Collectors.joining("\r\n", "# Server\r\n", "\r\n"));
        }
        writes.incrementAndGet();
        fail(onWrite);
        return "OK";
    }

    private static void fail(RuntimeException failure) {
        if (failure != null) {
            throw failure;
        }
    }

    ScriptedRedis tells(String field, String value) {
        info.put(field, value);
        return this;
    }

    ScriptedRedis goesAway() {
        onWrite = new RedisAway("connection refused", null);
        return this;
    }

    ScriptedRedis refuses(String message) {
        onWrite = new RedisRefused(message);
        return this;
    }

    ScriptedRedis hidesInfo() {
        onInfo = new RedisRefused("NOPERM this user has no permissions to run the 'info' command");
        return this;
    }

    ScriptedRedis isWell() {
        onWrite = null;
        onInfo = null;
        return this;
    }

    int writes() {
        return writes.get();
    }
}
