package io.marketsync.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.testing.RedisProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a command comes to, in fair weather and when its server is frozen or killed. */
class VertxRedisIT {

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final Vertx vertx = Vertx.vertx();
    private final RedisProcess server = RedisProcess.server();
    private final RedisCommands redis = client(32, 1000);

    private RedisCommands client(int connections, int waiting) {
        RedisOptions options = new RedisOptions()
                .setConnectionString(server.uri())
                .setProtocolNegotiation(false)
                .setMaxPoolSize(connections)
                .setMaxPoolWaiting(waiting);
        return new VertxRedis(Redis.createClient(vertx, options), TIMEOUT);
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.close();
    }

    @Test
    void answersHaveTheTypesOfThePort() {
        assertThat(redis.execute("SET", "ms:word", "Привет")).isEqualTo("OK");
        assertThat(redis.execute("get", "ms:word")).isEqualTo("Привет");
        assertThat(redis.execute("GET", "ms:none")).isNull();
        assertThat(redis.execute("INCR", "ms:number")).isEqualTo(1L);
        assertThat(redis.execute("HSET", "ms:hash", "a", "1")).isEqualTo(1L);
        assertThat(redis.execute("HMGET", "ms:hash", "a", "b")).isEqualTo(Arrays.asList("1", null));
        assertThat(redis.execute("EVAL", "return {1, 'two', {3}}", "0")).isEqualTo(List.of(1L, "two", List.of(3L)));
        assertThat((String) redis.execute("INFO")).contains("redis_version:");
    }

    @Test
    void anErrorOfRedisIsARefusal() {
        redis.execute("SET", "ms:word", "a");

        assertThatThrownBy(() -> redis.execute("ZCARD", "ms:word"))
                .isInstanceOfSatisfying(RedisRefused.class, refused -> {
                    assertThat(refused.code()).isEqualTo("WRONGTYPE");
                    assertThat(refused.unknownScript()).isFalse();
                });
        assertThatThrownBy(() -> redis.execute("EVALSHA", "0".repeat(40), "0"))
                .isInstanceOfSatisfying(RedisRefused.class, refused -> assertThat(refused.unknownScript())
                        .isTrue());
    }

    @Test
    void oneThatIsFrozenCostsATimeOutAndIsUsedWhenItGoesOn() {
        redis.execute("SET", "ms:word", "a");
        server.freeze();
        long began = System.nanoTime();

        assertThatThrownBy(() -> redis.execute("GET", "ms:word"))
                .isInstanceOf(RedisAway.class)
                .hasMessage("no answer within 500 ms");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(TIMEOUT, TIMEOUT.multipliedBy(4));
        server.thaw();
        await().ignoreExceptionsInstanceOf(RedisAway.class)
                .until(() -> redis.execute("GET", "ms:word").equals("a"));
    }

    @Test
    void oneThatIsKilledIsUsedAgainWhenItIsBack() {
        redis.execute("SET", "ms:word", "a");
        server.kill();
        assertThatThrownBy(() -> redis.execute("GET", "ms:word")).isInstanceOf(RedisAway.class);
        assertThatThrownBy(() -> redis.execute("GET", "ms:word")).isInstanceOf(RedisAway.class);

        server.start();

        assertThat(redis.execute("GET", "ms:word")).isNull();
    }

    @Test
    void aCommandThatWaitedTooLongIsNeverSent() throws Exception {
        RedisCommands narrow = client(1, 10);
        warm(narrow);
        server.freeze();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> narrow.execute("INCR", "ms:sent"));
        assertThatThrownBy(sent::join).hasCauseInstanceOf(RedisAway.class);
        assertThatThrownBy(() -> narrow.execute("INCR", "ms:waited")).isInstanceOf(RedisAway.class);

        server.thaw();

        await().until(() -> "1".equals(redis.execute("GET", "ms:sent")));
        warm(narrow);
        assertThat(redis.execute("GET", "ms:waited")).isNull();
    }

    /** It has a connection; on a busy machine that takes longer than a command may. */
    private static void warm(RedisCommands commands) {
        await().ignoreExceptionsInstanceOf(RedisAway.class)
                .until(() -> commands.execute("SET", "ms:warm", "1") != null);
    }

    @Test
    void whoFindsNoPlaceInTheLineIsToldWhichPropertyBoundsIt() {
        RedisCommands narrow = client(1, 1);
        warm(narrow);
        server.freeze();
        List<CompletableFuture<Object>> asked = new ArrayList<>();
        for (int caller = 0; caller < 3; caller++) {
            asked.add(CompletableFuture.supplyAsync(() -> narrow.execute("GET", "ms:warm")));
        }

        List<String> why = asked.stream()
                .map(one -> one.handle((answer, failure) -> failure.getCause().getMessage())
                        .join())
                .toList();

        assertThat(why).anyMatch(message -> message.contains("quarkus.redis.max-pool-waiting"));
        server.thaw();
    }

    @Test
    void nobodyBlocksAnEventLoop() {
        CompletableFuture<Object> asked = new CompletableFuture<>();
        vertx.runOnContext(onLoop -> {
            try {
                asked.complete(redis.execute("GET", "ms:word"));
            } catch (RuntimeException e) {
                asked.completeExceptionally(e);
            }
        });
        assertThatThrownBy(asked::join).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoeverIsInterruptedStopsWaitingAndStaysInterrupted() {
        server.freeze();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> redis.execute("GET", "ms:word"))
                .isInstanceOf(RedisAway.class)
                .hasMessageContaining("interrupted");

        assertThat(Thread.interrupted()).isTrue();
        server.thaw();
    }
}
