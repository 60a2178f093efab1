package io.marketsync.api.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.testing.Caller;
import io.marketsync.redis.RedisCommands;
import io.marketsync.redis.RedisMode;
import io.marketsync.redis.RedisMonitor;
import io.marketsync.redis.RedisRefused;
import io.marketsync.testing.RedisProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** TLS, and the user of ops/redis/users.acl: what it needs it may, and nothing else. */
@QuarkusTest
@TestProfile(TlsIT.Tls.class)
class TlsIT {

    private static final String PASSWORD = "correct horse";

    private static RedisProcess server;

    @Inject
    RedisMonitor monitor;

    @BeforeAll
    static void begin() {
        Path directory = Path.of(
                        ConfigProvider.getConfig().getValue("quarkus.tls.redis.trust-store.pem.certs", String.class))
                .getParent();
        Path users = RedisProcess.users("users.acl", PASSWORD);
        int port = RedisProfile.ports().getFirst();
        server = RedisProcess.server(
                port,
                List.of(
                                "--tls-port", String.valueOf(port),
                                "--tls-cert-file",
                                        directory.resolve("server.crt").toString(),
                                "--tls-key-file",
                                        directory.resolve("server.key").toString(),
                                "--tls-ca-cert-file",
                                        directory.resolve("server.crt").toString(),
                                "--tls-auth-clients", "no",
                                "--aclfile", users.toString())
                        .toArray(String[]::new));
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @BeforeEach
    void itIsUsed() {
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            try {
                monitor.commands().execute("EXISTS", "ms:wanted");
            } catch (RuntimeException notYet) {
                // the monitor looks
            }
            return monitor.mode() == RedisMode.NORMAL;
        });
    }

    @Test
    void itIsReachedByTlsAsTheUserOfTheExampleAndLacksNothing() {
        var redis = Caller.ops().get("/api/v1/ops/redis").json();
        assertThat(redis.path("mode").asText()).isEqualTo("normal");
        assertThat(redis.path("policy").asText()).isEqualTo("noeviction");
        assertThat(redis.path("warnings"))
                .as("but that the first write may be slow")
                .allMatch(warning -> warning.path("code").asText().equals("slow"));
        RedisCommands commands = monitor.commands();
        assertThat(commands.execute("SET", "ms:{permits}:a", "1", "PX", "60000"))
                .isEqualTo("OK");
        String script = "redis.call('TIME') redis.call('INFO', 'server')"
                + " redis.call('HSET', KEYS[1], 'f', 1) redis.call('HMGET', KEYS[1], 'f') redis.call('HGET', KEYS[1], 'f')"
                + " redis.call('ZADD', KEYS[2], 1, 'm') redis.call('ZSCORE', KEYS[2], 'm') redis.call('ZCARD', KEYS[2])"
                + " redis.call('ZCOUNT', KEYS[2], 0, 1) redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')"
                + " redis.call('ZRANGEBYSCORE', KEYS[2], 0, 1) redis.call('ZREMRANGEBYSCORE', KEYS[2], 0, 1)"
                + " redis.call('ZREM', KEYS[2], 'm') redis.call('EXISTS', KEYS[2]) redis.call('PEXPIRE', KEYS[1], 1000)"
                + " return redis.call('DEL', KEYS[1])";
        assertThat(commands.execute("EVAL", script, "2", "ms:{permits}:h", "ms:{permits}:z"))
                .isEqualTo(1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET other:key",
                "KEYS *",
                "FLUSHALL",
                "CONFIG GET maxmemory",
                "ACL LIST",
                "CLIENT LIST",
                "SHUTDOWN NOSAVE",
                "REPLICAOF NO ONE"
            })
    void whatTheUserDoesNotNeedItMayNot(String line) {
        String[] words = line.split(" ");
        assertThatThrownBy(() -> monitor.commands().execute(words[0], Arrays.copyOfRange(words, 1, words.length)))
                .isInstanceOfSatisfying(RedisRefused.class, refused -> assertThat(refused.code())
                        .isEqualTo("NOPERM"));
    }

    public static class Tls extends RedisProfile {

        @Override
        Map<String, String> topology() {
            return Map.of(
                    "quarkus.tls.redis.hostname-verification-algorithm",
                    "HTTPS",
                    "quarkus.redis.hosts",
                    "rediss://127.0.0.1:" + RedisProcess.freePort() + "?user=marketsync",
                    "quarkus.redis.password",
                    PASSWORD,
                    "quarkus.redis.tls-configuration-name",
                    "redis",
                    "quarkus.tls.redis.trust-store.pem.certs",
                    ServerCertificate.make().resolve("server.crt").toString());
        }
    }
}
