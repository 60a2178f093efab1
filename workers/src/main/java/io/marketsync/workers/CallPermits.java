package io.marketsync.workers;

import io.marketsync.permit.Members;
import io.marketsync.permit.Part;
import io.marketsync.permit.PermitsConfig;
import io.marketsync.permit.ProcessMembers;
import io.marketsync.permit.RedisPermits;
import io.marketsync.permit.SharedPermits;
import io.marketsync.redis.RedisMode;
import io.marketsync.redis.RedisMonitor;

/** Where the permits of a process's marketplace calls meet Redis and the heartbeat. */
public final class CallPermits {

    private static final Part NONE = new Part(0, 1);

    private CallPermits() {}

    public static SharedPermits shared(RedisMonitor redis, PermitsConfig config, ProcessMembers members) {
        RedisPermits shared = new RedisPermits(redis.commands(), config, () -> members.members()
                .map(Members::shared)
                .orElse(NONE));
        SharedPermits permits =
                new SharedPermits(shared, () -> redis.mode() == RedisMode.NORMAL, config, members, System::nanoTime);
        redis.onChange(mode -> permits.look());
        return permits;
    }
}
