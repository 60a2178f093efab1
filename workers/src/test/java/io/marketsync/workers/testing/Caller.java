package io.marketsync.workers.testing;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;

import io.marketsync.breaker.CallWatch;
import io.marketsync.failure.JobFailure;
import io.marketsync.job.Kinds;
import io.marketsync.limit.HeldBack;
import io.marketsync.marketplace.ozon.OzonCalls;
import io.marketsync.marketplace.ozon.OzonClient;
import io.marketsync.marketplace.ozon.OzonConfig;
import io.marketsync.permit.PermitGate;
import io.marketsync.permit.PermitsConfig;
import io.marketsync.permit.ProcessMembers;
import io.marketsync.permit.Rank;
import io.marketsync.redis.RedisConfig;
import io.marketsync.redis.RedisMonitor;
import io.marketsync.redis.VertxRedis;
import io.marketsync.shop.Secret;
import io.marketsync.shop.ShopAccess;
import io.marketsync.telemetry.JobMetrics;
import io.marketsync.telemetry.PermitMetrics;
import io.marketsync.workers.CallPermits;
import io.marketsync.workers.PoolGroup;
import io.marketsync.workers.PoolsConfig;
import io.marketsync.workers.Workshop;

/**
 * A worker process whose threads do nothing but call the marketplace, as often as they may: heartbeat, permits and adapter are the
 * product's. Says how long its calls waited when it is asked to stop.
 */
final class Caller {

    private static final String LIST = "/v4/posting/fbs/list";

    /** Of each credential. */
    private static final int SHOPS = 5;

    private static final String STOCKS = "/v2/products/stocks";
    private static final Map<String, String> BODIES = Map.of(
            LIST,
            "{\"filter\":{\"since\":\"2026-10-01T00:00:00Z\",\"to\":\"2026-10-02T00:00:00Z\"},\"limit\":1,\"cursor\":\"\"}",
            STOCKS,
            "{\"stocks\":[]}");

    private final OzonCalls ozon;
    private final Map<String, List<Long>> waits = new ConcurrentHashMap<>();
    private volatile boolean stop;

    private Caller(OzonCalls ozon) {
        this.ozon = ozon;
    }

    /** JDBC URL; directory; Redis; marketplace; then Client-Id and key of each credential in turn. Settings are system properties. */
    public static void main(String[] args) throws Exception {
        SmallRyeConfig settings =
                Worker.settings(PoolsConfig.class, PermitsConfig.class, RedisConfig.class, OzonConfig.class);
        PoolsConfig pools = settings.getConfigMapping(PoolsConfig.class);
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.parse(System.getProperty("caller.clock")));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        ProcessMembers members = new ProcessMembers();
        RedisMonitor redis = new RedisMonitor(
                new VertxRedis(
                        Redis.createClient(
                                Vertx.vertx(),
                                new RedisOptions()
                                        .setConnectionString(args[2])
                                        .setMaxPoolSize(32)
                                        .setMaxPoolWaiting(1000)),
                        settings.getConfigMapping(RedisConfig.class).commandTimeout()),
                settings.getConfigMapping(RedisConfig.class),
                clock,
                registry);
        redis.onChange(mode -> Worker.say("redis " + mode.word()));
        redis.start();
        PermitsConfig permits = settings.getConfigMapping(PermitsConfig.class);
        OzonClient client = new OzonClient(
                settings.getConfigMapping(OzonConfig.class),
                new PermitGate(CallPermits.shared(redis, permits, members), permits, new PermitMetrics(registry)),
                CallWatch.NOBODY,
                registry);
        AgroalDataSource connections = Worker.connections(args[0], settings);
        Workshop shared = Workshop.on(
                connections,
                new Kinds(Does.in("caller", Path.of(args[1]))),
                new JobMetrics(registry),
                members,
                clock,
                new SecureRandom(),
                pools.processName().orElseThrow());
        new PoolGroup(pools, shared, registry, () -> Worker.say("broken")).start();
        Caller caller = new Caller(new OzonCalls(client));
        List<Thread> threads = new ArrayList<>();
        for (int i = 4; i < args.length; i += 2) {
            ShopAccess shop =
                    new ShopAccess(UUID.randomUUID(), UUID.randomUUID(), "ozon", args[i], new Secret(args[i + 1]), 1);
            threads.add(caller.start(Rank.CLICK, shop, LIST, Duration.ofMillis(1600)));
            for (int other = 0; other < SHOPS; other++) {
                threads.add(caller.start(other % 2 == 0 ? Rank.HIGH : Rank.NORMAL, shop, LIST, Duration.ZERO));
            }
            threads.add(caller.start(Rank.CLICK, shop, STOCKS, Duration.ofMinutes(1)));
            threads.add(caller.start(Rank.HIGH, shop, STOCKS, Duration.ZERO));
        }
        Worker.say("up");
        while (!new String(System.in.readNBytes(5)).startsWith("stop")) {
            // goes on
        }
        caller.stop = true;
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
        caller.tell();
        Runtime.getRuntime().halt(0);
    }

    private Thread start(Rank rank, ShopAccess shop, String path, Duration pause) {
        return Thread.ofPlatform().daemon().start(() -> {
            while (!stop) {
                rank.during(() -> {
                    call(rank, shop, path);
                    return null;
                });
                LockSupport.parkNanos(pause.toNanos());
            }
        });
    }

    private void call(Rank rank, ShopAccess shop, String path) {
        long began = System.nanoTime();
        while (!stop) {
            try {
                ozon.call(shop, path, BODIES.get(path));
                waits.computeIfAbsent(rank.word() + " " + path, key -> new CopyOnWriteArrayList<>())
                        .add(System.nanoTime() - began);
                return;
            } catch (HeldBack held) {
                LockSupport.parkNanos(held.pause().toNanos());
            } catch (JobFailure failure) {
                Worker.say("failed " + failure.getMessage());
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void tell() {
        waits.forEach((what, each) -> {
            long[] sorted = each.stream().mapToLong(Long::longValue).sorted().toArray();
            Worker.say("waits %s calls %d mean %.0f p99 %d ms"
                    .formatted(
                            what,
                            sorted.length,
                            Arrays.stream(sorted).average().orElse(0) / 1e6,
                            TimeUnit.NANOSECONDS.toMillis(sorted[sorted.length * 99 / 100])));
        });
        Worker.say("told");
    }
}
