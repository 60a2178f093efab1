package io.marketsync.redis;

import io.marketsync.telemetry.RedisMetrics;

/** Times every command and counts what fails. A script that Redis does not know yet is no failure. */
record MeasuredRedis(RedisCommands redis, RedisMetrics metrics) implements RedisCommands {

    @Override
    public Object execute(String command, String... arguments) {
        long began = System.nanoTime();
        try {
            return redis.execute(command, arguments);
        } catch (RedisAway away) {
            metrics.away();
            throw away;
        } catch (RedisRefused refused) {
            if (!refused.unknownScript()) {
                metrics.refused();
            }
            throw refused;
        } finally {
            metrics.took(command, System.nanoTime() - began);
        }
    }
}
