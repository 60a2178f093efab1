package io.marketsync.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.redis.RedisHealth.Finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class RedisMonitorTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final ScriptedRedis redis = new ScriptedRedis();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MovableClock clock = new MovableClock();
    private final RedisMonitor monitor = monitor(Duration.ofSeconds(30));

    private RedisMonitor monitor(Duration every) {
        return new RedisMonitor(redis, new Config(Duration.ofMillis(500), every), clock, registry);
    }

    @AfterEach
    void stop() {
        monitor.close();
    }

    @Test
    void beforeTheFirstLookNothingIsPromised() {
        assertThat(monitor.mode()).isEqualTo(RedisMode.DEGRADED);
    }

    @Test
    void aRedisThatIsWellIsUsedAndLookedAtAgainIn30Seconds() {
        assertThat(monitor.turn()).isEqualTo(Duration.ofSeconds(30));

        RedisStatus status = monitor.status();
        assertThat(status.mode()).isEqualTo(RedisMode.NORMAL);
        assertThat(status.reconnects()).isZero();
        RedisHealth health = status.health();
        assertThat(health.version()).isEqualTo("7.0.15");
        assertThat(health.uptime()).isEqualTo(HOUR);
        assertThat(health.memoryUsed()).isEqualTo(1024 * 1024);
        assertThat(health.memoryMax()).isEqualTo(128 * 1024 * 1024);
        assertThat(health.memoryPercent()).isBetween(0.7, 0.8);
        assertThat(health.hitRatio()).isEqualTo(0.75);
        assertThat(health.policy()).isEqualTo("noeviction");
        assertThat(health.latency()).isPositive();
        assertThat(health.warnings()).isEmpty();
        assertThat(health.errors()).isEmpty();
    }

    @Test
    void oneThatGoesAwayIsTriedThreeTimesQuicklyAndThenEvery30Seconds() {
        monitor.turn();
        redis.goesAway();

        List<Duration> pauses = new ArrayList<>();
        for (int turn = 0; turn < 6; turn++) {
            pauses.add(monitor.turn());
        }

        assertThat(pauses)
                .containsExactly(
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
        assertThat(monitor.mode()).isEqualTo(RedisMode.DEGRADED);
        assertThat(codes(monitor.status().health().errors())).containsExactly("away");
        assertThat(monitor.status().health().connected()).isFalse();
    }

    @Test
    void whenItIsBackThatIsToldOnceAndCounted() {
        List<RedisMode> told = new ArrayList<>();
        monitor.onChange(told::add);
        monitor.turn();
        monitor.turn();
        Instant left = clock.move(HOUR);
        redis.goesAway();
        monitor.turn();
        monitor.turn();
        assertThat(monitor.status().since()).isEqualTo(left);
        assertThat(value("marketsync.redis.up")).isZero();
        assertThat(value("marketsync.redis.degraded")).isOne();
        Instant back = clock.move(HOUR);
        redis.isWell();

        assertThat(monitor.turn()).isEqualTo(Duration.ofSeconds(30));

        assertThat(told).containsExactly(RedisMode.NORMAL, RedisMode.DEGRADED, RedisMode.NORMAL);
        assertThat(monitor.status().since()).isEqualTo(back);
        assertThat(monitor.status().reconnects()).isOne();
        assertThat(registry.counter("marketsync.redis.reconnects").count()).isOne();
        assertThat(value("marketsync.redis.up")).isOne();
        assertThat(value("marketsync.redis.degraded")).isZero();
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromBeingTold() {
        List<RedisMode> told = new ArrayList<>();
        monitor.onChange(mode -> {
            throw new IllegalStateException("this listener is broken");
        });
        monitor.onChange(told::add);

        monitor.turn();

        assertThat(told).containsExactly(RedisMode.NORMAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allkeys-lru",
                "allkeys-lfu",
                "allkeys-random",
                "volatile-lru",
                "volatile-lfu",
                "volatile-random",
                "volatile-ttl"
            })
    void oneThatMayEvictPermitsIsRefusedAndItIsSaidWhatToDo(String policy) {
        redis.tells("maxmemory_policy", policy);

        monitor.turn();

        assertThat(monitor.mode()).isEqualTo(RedisMode.DEGRADED);
        RedisHealth health = monitor.status().health();
        assertThat(health.connected()).isTrue();
        assertThat(health.policy()).isEqualTo(policy);
        assertThat(health.errors()).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo("evicts");
            assertThat(error.detail()).contains(policy, "Set maxmemory-policy noeviction", "caches on another Redis");
        });
        assertThat(value("marketsync.redis.evicts")).isOne();
        assertThatThrownBy(() -> monitor.commands().execute("GET", "ms:key")).isInstanceOf(RedisAway.class);
    }

    @ParameterizedTest
    @CsvSource({
        "OOM command not allowed when used memory > 'maxmemory'., raise maxmemory",
        "READONLY You can't write against a read only replica., client-type=sentinel",
        "NOPERM this user has no permissions to run the 'set' command, users.acl",
        "WRONGPASS invalid username-password pair or user is disabled., ops/redis/README.md",
        "MOVED 8000 127.0.0.1:7001, client-type=cluster",
        "MISCONF Redis is configured to save RDB snapshots, make room",
        "LOADING Redis is loading the dataset in memory, log"
    })
    void oneThatAnswersButTakesNoWritesIsNotUsed(String answer, String advice) {
        redis.refuses(answer);

        monitor.turn();

        assertThat(monitor.mode()).isEqualTo(RedisMode.DEGRADED);
        assertThat(monitor.status().health().connected()).isTrue();
        assertThat(monitor.status().health().errors())
                .singleElement()
                .extracting(Finding::detail)
                .asString()
                .contains(answer, advice);
    }

    @Test
    void aForbiddenInfoLeavesThingsUnknownAndRedisInUse() {
        redis.hidesInfo();

        monitor.turn();

        assertThat(monitor.mode()).isEqualTo(RedisMode.NORMAL);
        RedisHealth health = monitor.status().health();
        assertThat(health.version()).isNull();
        assertThat(health.policy()).isNull();
        assertThat(health.memoryPercent()).isNull();
        assertThat(codes(health.warnings())).containsExactly("unknown");
        assertThat(value("marketsync.redis.memory.ratio")).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "maxmemory, 0, unbounded",
        "used_memory, 120000000, nearly_full",
        "evicted_keys, 7, evicted",
        "rejected_connections, 7, connections",
        "redis_version, 5.0.14, old"
    })
    void whatWillBeTroubleIsAWarningAndRedisIsUsed(String field, String value, String warning) {
        redis.tells(field, value);

        monitor.turn();

        assertThat(monitor.mode()).isEqualTo(RedisMode.NORMAL);
        assertThat(codes(monitor.status().health().warnings())).containsExactly(warning);
    }

    @Test
    void aPolicyThatIsChangedIsSeenWithTheNextLook() {
        monitor.turn();
        redis.tells("maxmemory_policy", "allkeys-lru");
        monitor.turn();
        assertThat(monitor.mode()).isEqualTo(RedisMode.DEGRADED);
        redis.tells("maxmemory_policy", "noeviction");
        monitor.turn();
        assertThat(monitor.mode()).isEqualTo(RedisMode.NORMAL);
    }

    @Test
    void nobodyWaitsForOneThatIsAway() {
        redis.goesAway();
        monitor.turn();
        int asked = redis.writes();

        assertThatThrownBy(() -> monitor.commands().execute("SET", "ms:key", "1"))
                .isInstanceOf(RedisAway.class);

        assertThat(redis.writes()).isEqualTo(asked);
    }

    @Test
    void commandsAreTimedAndWhatFailsIsCounted() {
        monitor.turn();
        monitor.commands().execute("EVALSHA", "0123", "0");
        redis.goesAway();
        assertThatThrownBy(() -> monitor.commands().execute("JSON.GET", "ms:key"))
                .isInstanceOf(RedisAway.class);
        redis.refuses("OOM no");
        assertThatThrownBy(() -> monitor.commands().execute("GET", "ms:key")).isInstanceOf(RedisRefused.class);
        redis.refuses("NOSCRIPT no");
        assertThatThrownBy(() -> monitor.commands().execute("EVALSHA", "0123", "0"))
                .isInstanceOf(RedisRefused.class);

        assertThat(timed("evalsha")).isEqualTo(2);
        assertThat(timed("other")).isOne();
        assertThat(timed("get")).isOne();
        assertThat(errors("away")).isOne();
        assertThat(errors("refused")).isOne();
    }

    @Test
    void aCommandThatFindsItAwayMakesTheMonitorLookAtOnce() throws InterruptedException {
        try (RedisMonitor hourly = monitor(HOUR)) {
            BlockingQueue<RedisMode> told = new LinkedBlockingQueue<>();
            hourly.start();
            hourly.onChange(told::add);
            redis.goesAway();

            assertThatThrownBy(() -> hourly.commands().execute("GET", "ms:key")).isInstanceOf(RedisAway.class);

            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(RedisMode.DEGRADED);
        }
    }

    @Test
    void whoeverWantsItBackMakesTheMonitorLookAtMostOnceASecond() throws InterruptedException {
        redis.goesAway();
        try (RedisMonitor hourly = monitor(HOUR)) {
            BlockingQueue<RedisMode> told = new LinkedBlockingQueue<>();
            hourly.start();
            hourly.onChange(told::add);
            await().until(() -> redis.writes() == 4); // the first look and three quick attempts
            await().until(() -> hourly.status().health().errors().size() == 1);
            redis.isWell();
            assertThatThrownBy(() -> hourly.commands().execute("GET", "ms:key")).isInstanceOf(RedisAway.class);
            assertThat(told).isEmpty();

            clock.move(RedisMonitor.SOONEST);
            assertThatThrownBy(() -> hourly.commands().execute("GET", "ms:key")).isInstanceOf(RedisAway.class);

            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(RedisMode.NORMAL);
            assertThat(hourly.commands().execute("SET", "ms:key", "1")).isEqualTo("OK");
        }
    }

    @Test
    void theFirstLookIsOverWhenTheStartIs() {
        try (RedisMonitor hourly = monitor(HOUR)) {
            hourly.start();
            hourly.start();
            assertThat(hourly.mode()).isEqualTo(RedisMode.NORMAL);
            assertThat(redis.writes()).isOne();
        }
    }

    private static List<String> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }

    private double value(String gauge) {
        return registry.get(gauge).gauge().value();
    }

    private long timed(String command) {
        return registry.get("marketsync.redis.command.duration")
                .tag("command", command)
                .timer()
                .count();
    }

    private double errors(String fault) {
        return registry.get("marketsync.redis.errors")
                .tag("fault", fault)
                .counter()
                .count();
    }

    private record Config(Duration commandTimeout, Duration checkEvery) implements RedisConfig {}

    private static final class MovableClock extends Clock {

        private volatile Instant now = Instant.parse("2026-11-20T10:00:00Z");

        Instant move(Duration by) {
            now = now.plus(by);
            return now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
