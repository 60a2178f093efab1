package io.marketsync.api.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import io.marketsync.api.edge.Wire;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.TestSeller;
import io.marketsync.redis.RedisMonitor;
import io.marketsync.testing.RedisProcess;

import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A single Redis that is away when the api starts, comes, is killed, comes back, freezes, and is given a policy that evicts. */
@QuarkusTest
@TestProfile(RedisLifeIT.Single.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisLifeIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static RedisProcess server;

    @Inject
    RedisMonitor monitor;

    private final TestSeller seller = aSeller().withShop();

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Order(1)
    void anApiStartsWithoutItServesSellersAndIsReady() {
        assertThat(mode()).isEqualTo("degraded");
        assertThat(read().path("connected").asBoolean()).isFalse();
        assertEverythingElseWorks();
    }

    @Test
    @Order(2)
    void whenItComesItIsUsedAndItsFiguresAreShown() {
        server = RedisProcess.server(RedisProfile.ports().getFirst());
        comes("normal");

        JsonNode redis = read();
        assertThat(redis.path("connected").asBoolean()).isTrue();
        assertThat(redis.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(redis.path("policy").asText()).isEqualTo("noeviction");
        assertThat(redis.path("memoryUsedBytes").asLong()).isPositive();
        assertThat(redis.path("memoryMaxBytes").asLong()).isEqualTo(256 * 1024 * 1024);
        assertThat(redis.path("memoryPercent").asDouble()).isBetween(0.1, 10.0);
        assertThat(redis.path("latencyMillis").asDouble()).isPositive();
        assertThat(redis.path("uptimeSeconds").isIntegralNumber()).isTrue();
        assertThat(redis.path("reconnects").asLong()).isOne();
        assertThat(redis.path("errors")).isEmpty();
    }

    @Test
    @Order(3)
    void twoHundredCallersAtOnceDoNotExhaustThePool() throws Exception {
        int callers = 200;
        CountDownLatch together = new CountDownLatch(callers);
        List<Callable<Object>> calls = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            calls.add(() -> {
                together.countDown();
                together.await(10, TimeUnit.SECONDS);
                for (int call = 0; call < 20; call++) {
                    monitor.commands().execute("SET", "ms:calls", "1", "PX", "60000");
                }
                return null;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            for (Future<Object> call : threads.invokeAll(calls)) {
                call.get();
            }
        }
        assertThat(mode()).isEqualTo("normal");
    }

    @Test
    @Order(4)
    void whenItIsKilledNothingElseSuffersAndItComesBackByItself() {
        try (Load load = new Load(monitor.commands())) {
            server.kill();
            comes("degraded");
            assertEverythingElseWorks();
            server.start();
            comes("normal");
            int before = load.done();
            await().atMost(SOON).until(() -> load.done() > before + 100);
        }
        assertThat(read().path("reconnects").asLong()).isEqualTo(2);
    }

    @Test
    @Order(5)
    void whenItFreezesCallersWaitOnceAndItIsUsedWhenItGoesOn() {
        try (Load load = new Load(monitor.commands())) {
            server.freeze();
            comes("degraded");
            assertEverythingElseWorks();
            server.thaw();
            comes("normal");
            int before = load.done();
            await().atMost(SOON).until(() -> load.done() > before + 100);
        } finally {
            server.thaw();
        }
    }

    @Test
    @Order(6)
    void onceItMayEvictPermitsItIsNotUsedAndSaysWhatToDo() {
        server.kill();
        comes("degraded");
        try (RedisProcess evicting = RedisProcess.server(server.port(), "--maxmemory-policy", "allkeys-lru")) {
            await().atMost(SOON).until(() -> {
                wanted();
                return read().path("connected").asBoolean();
            });
            JsonNode redis = read();
            assertThat(redis.path("mode").asText()).isEqualTo("degraded");
            assertThat(redis.path("errors").get(0).path("code").asText()).isEqualTo("evicts");
            assertThat(redis.path("errors").get(0).path("detail").asText()).contains("noeviction");
            assertEverythingElseWorks();
        }
        server.start();
        comes("normal");
    }

    private void assertEverythingElseWorks() {
        assertThat(seller.startsASync().status()).isEqualTo(202);
        int management = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        assertThat(Wire.to(management).get("/q/health/ready").status()).isEqualTo(200);
    }

    private void comes(String mode) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
            wanted();
            return mode().equals(mode);
        });
    }

    /** Somebody always wants it in an api that is used. */
    private void wanted() {
        try {
            monitor.commands().execute("EXISTS", "ms:wanted");
        } catch (RuntimeException away) {
            // as callers have to live with
        }
    }

    private String mode() {
        return read().path("mode").asText();
    }

    private JsonNode read() {
        return Caller.ops().get("/api/v1/ops/redis").json();
    }

    public static class Single extends RedisProfile {

        @Override
        Map<String, String> topology() {
            return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + RedisProcess.freePort());
        }
    }
}
