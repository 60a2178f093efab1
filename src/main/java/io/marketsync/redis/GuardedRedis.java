package io.marketsync.redis;

/** Lets nobody wait for a Redis that is away, and makes the monitor look as soon as a command fails or somebody was refused. */
record GuardedRedis(RedisCommands redis, RedisMonitor monitor) implements RedisCommands {

    @Override
    public Object execute(String command, String... arguments) {
        if (monitor.mode() == RedisMode.DEGRADED) {
            monitor.want();
            throw new RedisAway("the mode is degraded", null);
        }
        try {
            return redis.execute(command, arguments);
        } catch (RedisAway away) {
            monitor.doubt();
            throw away;
        } catch (RedisRefused refused) {
            if (!refused.unknownScript()) {
                monitor.want();
            }
            throw refused;
        }
    }
}
