package io.marketsync.api.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.redis.RedisMode;
import io.marketsync.redis.RedisMonitor;
import io.marketsync.testing.Printed;
import io.marketsync.testing.RedisProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A master, two replicas and three Sentinels, with users and passwords; under load the master is killed, then the one that was promoted
 * freezes.
 */
@QuarkusTest
@TestProfile(SentinelIT.Sentinels.class)
class SentinelIT {

    /** One second until Sentinels agree, an election, a promotion, a second until the client asks again; and a slow machine. */
    private static final Duration FAILOVER = Duration.ofSeconds(20);

    private static final String PASSWORD = "correct horse";

    private final Path users = RedisProcess.users("users.acl", PASSWORD);
    private final List<RedisProcess> processes = new ArrayList<>();
    private final List<RedisMode> told = new CopyOnWriteArrayList<>();

    @Inject
    RedisMonitor monitor;

    @AfterEach
    void stop() {
        processes.forEach(RedisProcess::close);
    }

    @Test
    void anotherMasterIsUsedWithoutARestart() {
        RedisProcess first = server();
        server("--replicaof", "127.0.0.1 " + first.port());
        server("--replicaof", "127.0.0.1 " + first.port());
        RedisProfile.ports().forEach(port -> kept(RedisProcess.sentinel(port, first, logins())));
        try (Load load = new Load(monitor.commands())) {
            await().atMost(FAILOVER).until(() -> uses(first) && replicas() == 2);
            monitor.onChange(told::add);

            Duration killed = failsOver(load, first, first::kill);
            Printed.figure("SentinelIT: master killed, %d ms until the promoted one is used", killed.toMillis());
            assertThat(told).startsWith(RedisMode.DEGRADED).endsWith(RedisMode.NORMAL);

            await().atMost(FAILOVER).until(() -> replicas() == 1);
            RedisProcess second = used();
            Duration frozen = failsOver(load, second, second::freeze);
            Printed.figure("SentinelIT: master frozen, %d ms until the promoted one is used", frozen.toMillis());
            assertThat(used()).isNotIn(first, second);
        }
        assertThat(monitor.mode()).isEqualTo(RedisMode.NORMAL);
    }

    private Duration failsOver(Load load, RedisProcess master, Runnable fault) {
        long began = System.nanoTime();
        fault.run();
        await().atMost(FAILOVER).pollInterval(Duration.ofMillis(20)).until(() -> used() != null && !uses(master));
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        int before = load.done();
        await().atMost(FAILOVER).until(() -> load.done() > before + 200);
        return took;
    }

    private boolean uses(RedisProcess server) {
        return server.equals(used());
    }

    /** The master that answers now; null when none does. */
    private RedisProcess used() {
        String info = info();
        return processes.stream()
                .filter(process -> info.contains("tcp_port:" + process.port() + "\r") && info.contains("role:master"))
                .findFirst()
                .orElse(null);
    }

    private long replicas() {
        return info().lines().filter(line -> line.contains("state=online")).count();
    }

    private String info() {
        try {
            return (String) monitor.commands().execute("INFO");
        } catch (RuntimeException away) {
            return "";
        }
    }

    private RedisProcess server(String... settings) {
        Stream<String> all = Stream.concat(
                Stream.of(settings),
                Stream.of("--aclfile", users.toString(), "--masteruser", "replication", "--masterauth", PASSWORD));
        return kept(RedisProcess.server(all.toArray(String[]::new)));
    }

    /** What sentinel.conf has as comments. */
    private static String[] logins() {
        return new String[] {
            "sentinel auth-user permits sentinel",
            "sentinel auth-pass permits \"" + PASSWORD + "\"",
            "sentinel sentinel-user sentinel",
            "sentinel sentinel-pass \"" + PASSWORD + "\"",
            "aclfile " + RedisProcess.users("sentinel-users.acl", PASSWORD)
        };
    }

    private RedisProcess kept(RedisProcess process) {
        processes.add(process);
        return process;
    }

    public static class Sentinels extends RedisProfile {

        @Override
        Map<String, String> topology() {
            return Map.of(
                    "quarkus.redis.client-type", "sentinel",
                    "quarkus.redis.master-name", "permits",
                    "quarkus.redis.hosts",
                            IntStream.range(0, 3)
                                    .mapToObj(sentinel ->
                                            "redis://marketsync:correct%20horse@127.0.0.1:" + RedisProcess.freePort())
                                    .collect(Collectors.joining(",")));
        }
    }
}
