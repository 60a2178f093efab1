package io.marketsync.api.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.marketsync.api.testing.Caller;
import io.marketsync.redis.RedisCommands;
import io.marketsync.redis.RedisMonitor;
import io.marketsync.redis.VertxRedis;
import io.marketsync.testing.RedisProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Three masters of a cluster: keys are found wherever they lie, and a script finds all keys of one hash tag together. */
@QuarkusTest
@TestProfile(ClusterIT.Cluster.class)
class ClusterIT {

    private static final int SLOTS = 16_384;

    private static final List<RedisProcess> MASTERS = new ArrayList<>();
    private static final Vertx VERTX = Vertx.vertx();

    @Inject
    RedisMonitor monitor;

    @BeforeAll
    static void begin() {
        List<Integer> ports = RedisProfile.ports();
        for (int port : ports) {
            MASTERS.add(
                    RedisProcess.server(port, "--cluster-enabled", "yes", "--cluster-require-full-coverage", "yes"));
        }
        for (int master = 0; master < ports.size(); master++) {
            RedisCommands node = node(ports.get(master));
            int from = SLOTS * master / ports.size();
            int to = SLOTS * (master + 1) / ports.size();
            node.execute("CLUSTER", slots("ADDSLOTS", from, to));
            node.execute("CLUSTER", "MEET", "127.0.0.1", String.valueOf(ports.getFirst()));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> ports.stream()
                .allMatch(port -> ((String) node(port).execute("CLUSTER", "INFO")).contains("cluster_state:ok")));
    }

    private static String[] slots(String word, int from, int to) {
        return Stream.concat(Stream.of(word), IntStream.range(from, to).mapToObj(String::valueOf))
                .toArray(String[]::new);
    }

    private static RedisCommands node(int port) {
        return new VertxRedis(Redis.createClient(VERTX, "redis://127.0.0.1:" + port), Duration.ofSeconds(5));
    }

    @AfterAll
    static void end() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
        MASTERS.forEach(RedisProcess::close);
    }

    @Test
    void keysOfAllNodesAreReachedAndScriptsRunWhereTheirKeysAre() {
        RedisCommands redis = monitor.commands();
        await().atMost(Duration.ofSeconds(20)).until(() -> answers(redis));

        for (int key = 0; key < 30; key++) {
            redis.execute("SET", "ms:key:" + key, String.valueOf(key), "PX", "60000");
        }
        for (int key = 0; key < 30; key++) {
            assertThat(redis.execute("GET", "ms:key:" + key)).isEqualTo(String.valueOf(key));
        }
        String script = "redis.call('ZADD', KEYS[1], 1, 'a') redis.call('ZADD', KEYS[2], 1, 'b')"
                + " return redis.call('ZCARD', KEYS[1]) + redis.call('ZCARD', KEYS[2])";
        for (String tag : List.of("{permits}", "{b}", "{c}", "{d}")) {
            assertThat(redis.execute("EVAL", script, "2", "ms:" + tag + ":1", "ms:" + tag + ":2"))
                    .isEqualTo(2L);
        }
        assertThat(Caller.ops().get("/api/v1/ops/redis").json().path("mode").asText())
                .isEqualTo("normal");
    }

    private static boolean answers(RedisCommands redis) {
        try {
            return redis.execute("SET", "ms:first", "1", "PX", "60000").equals("OK");
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    public static class Cluster extends RedisProfile {

        @Override
        Map<String, String> topology() {
            return Map.of(
                    "quarkus.redis.client-type",
                    "cluster",
                    "quarkus.redis.hosts",
                    IntStream.range(0, 3)
                            .mapToObj(master -> "redis://127.0.0.1:" + RedisProcess.freePort())
                            .collect(Collectors.joining(",")));
        }
    }
}
