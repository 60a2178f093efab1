package io.marketsync.api.redis;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.marketsync.redis.RedisAway;
import io.marketsync.redis.RedisCommands;
import io.marketsync.redis.RedisRefused;

/** Eight callers that use Redis all the time, and live without it as all callers have to. */
final class Load implements AutoCloseable {

    private static final int CALLERS = 8;
    private static final int PAUSE_MILLIS = 4;

    private final ScheduledExecutorService callers = Executors.newScheduledThreadPool(CALLERS);
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger missed = new AtomicInteger();
    private final AtomicReference<RuntimeException> broken = new AtomicReference<>();
    private final RedisCommands redis;

    Load(RedisCommands redis) {
        this.redis = redis;
        for (int caller = 0; caller < CALLERS; caller++) {
            callers.scheduleWithFixedDelay(this::call, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void call() {
        try {
            redis.execute("EVAL", "return redis.call('SET', KEYS[1], ARGV[1], 'PX', 60000)", "1", "ms:load", "1");
            done.incrementAndGet();
        } catch (RedisAway | RedisRefused expected) {
            missed.incrementAndGet();
        } catch (RuntimeException e) {
            broken.set(e);
            throw e;
        }
    }

    int done() {
        if (broken.get() != null) {
            throw new AssertionError("a caller met something else than a Redis that is away", broken.get());
        }
        return done.get();
    }

    int missed() {
        return missed.get();
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }
}
