package io.marketsync.workers;

import java.time.Clock;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.Redis;

import io.marketsync.redis.RedisConfig;
import io.marketsync.redis.RedisMonitor;
import io.marketsync.redis.VertxRedis;

/** The Redis of this process. As in the api: what both share is the library, and that knows no container. */
@Singleton
public class RedisBeans {

    private static final int BEFORE_OTHERS = 100;

    @Produces
    @Singleton
    RedisMonitor monitor(InjectableInstance<Redis> client, RedisConfig config, MeterRegistry registry) {
        return new RedisMonitor(VertxRedis.ofFirst(client.listActive(), config), config, Clock.systemUTC(), registry);
    }

    void start(@Observes @Priority(BEFORE_OTHERS) StartupEvent event, RedisMonitor monitor) {
        monitor.start();
    }

    void stop(@Disposes RedisMonitor monitor) {
        monitor.close();
    }
}
