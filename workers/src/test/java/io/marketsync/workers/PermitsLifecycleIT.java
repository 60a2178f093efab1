package io.marketsync.workers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.embedded.LocalRedis;
import io.marketsync.simulator.Simulator;
import io.marketsync.simulator.SimulatorConfig;
import io.marketsync.simulator.limit.CallLog.Summary;
import io.marketsync.testing.Printed;
import io.marketsync.workers.testing.Lifecycle;
import io.marketsync.workers.testing.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Four processes call with ten credentials as often as they may, and more; the marketplace counts what arrives. All limits are a
 * tenth, here and there. {@code ops/dev/drill permits} runs it for minutes.
 */
class PermitsLifecycleIT {

    private static final int PROCESSES = 4;
    private static final int PER_SECOND = 5;
    private static final int STOCKS_PER_MINUTE = 8;
    private static final String ALL = "*";
    private static final String STOCKS = "/v2/products/stocks";

    /** Clocks of the processes differ by up to ten seconds. */
    private static final List<String> SKEWS = List.of("PT0S", "PT5S", "-PT5S", "PT2S");

    private static final Pattern WAITS = Pattern.compile("waits (\\S+) (\\S+) calls (\\d+) mean (\\d+) p99 (\\d+) ms");

    private final Duration lasts = Duration.ofSeconds(Integer.getInteger("permits.seconds", 12));
    private final Lifecycle cluster = new Lifecycle();
    private final Path directory = Files.createTempDirectory("marketsync-permits");
    private final List<WorkerProcess> callers = new ArrayList<>();
    private Simulator simulator;
    private LocalRedis redis;

    PermitsLifecycleIT() throws IOException {}

    @BeforeEach
    void start() throws IOException {
        redis = LocalRedis.start(directory);
        simulator = Simulator.start(SimulatorConfig.demo()
                .withEpoch(Instant.parse("2026-10-01T00:00:00Z"))
                .withSellers(10, 1)
                .withProducts(10)
                .withPostings(10)
                .withArrival(Duration.ZERO)
                .withLimitDivisor(10));
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        cluster.close();
        simulator.close();
        redis.close();
    }

    @Test
    void fourProcessesTogetherKeepEveryLimit() throws Exception {
        startCallers();
        run(warmUp());
        Period period = new Period();
        run(lasts);
        assertKept();
        period.tell("all together");
        if (isDrill()) {
            assertThat(period.used(ALL)).isGreaterThan(0.95);
            assertThat(period.used(STOCKS)).isGreaterThan(0.95);
        }
        Waits clicks = waits("click", "/v4/posting/fbs/list");
        Waits background = waits("high", "/v4/posting/fbs/list");
        Printed.figure("clicks waited %.0f ms on average, background calls %.0f ms", clicks.mean, background.mean);
        assertThat(clicks.calls).isPositive();
        assertThat(clicks.mean).isLessThan(isDrill() ? background.mean / 10 : background.mean);
    }

    /** Its time in three parts: Redis there, killed with SIGKILL, and back. */
    @Test
    void noLimitIsExceededWhenRedisIsKilledAndComesBack() throws Exception {
        int port = redis.port();
        startCallers();
        Duration part = isDrill() ? lasts.dividedBy(3) : Duration.ofSeconds(5);
        run(part);
        kill(Files.readString(directory.resolve("redis.pid")).strip());
        callers.forEach(caller -> caller.await("redis degraded"));
        Period without = new Period();
        if (isDrill()) {
            run(part);
        }
        cluster.await("each process grants its share", () -> without.calls(ALL) >= 3 * PER_SECOND);
        without.tell("without Redis");
        redis = LocalRedis.start(directory, port);
        cluster.await("all share again", () -> cluster.linesWith("redis normal").size() >= 2 * PROCESSES);
        Period again = new Period();
        run(part);
        again.tell("with Redis again");
        assertKept();
    }

    private boolean isDrill() {
        return Integer.getInteger("permits.seconds") != null;
    }

    /** A Redis that knows nothing grants nothing for a window. */
    private Duration warmUp() {
        return isDrill() ? Duration.ofSeconds(70) : Duration.ofSeconds(5);
    }

    private void startCallers() throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of(redis.uri(), simulator.uri().toString()));
        simulator.market().shops().forEach(shop -> {
            arguments.add(shop.profile().clientId());
            arguments.add(simulator.keys().of(shop.profile().clientId()).value());
        });
        for (int i = 1; i <= PROCESSES; i++) {
            callers.add(cluster.startCaller(
                    "caller-" + i,
                    List.of(
                            "-Dcaller.clock=" + SKEWS.get(i - 1),
                            "-Dmarketsync.ozon.base-url=" + simulator.uri(),
                            "-Dmarketsync.ozon.limits.per-second=" + PER_SECOND,
                            "-Dmarketsync.ozon.limits.stocks-per-minute=" + STOCKS_PER_MINUTE),
                    arguments));
        }
        callers.forEach(caller -> caller.await("up"));
    }

    private static void run(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    private static void kill(String pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-9", pid).inheritIO().start().waitFor())
                .isZero();
    }

    /** Of all calls since the beginning, so that no window is left out. */
    private void assertKept() {
        assertThat(simulator.calls().summaries()).isNotEmpty().allSatisfy(summary -> {
            assertThat(summary.statuses()).doesNotContainKey(429);
            if (summary.method().equals(ALL)) {
                assertThat(summary.maxPerSecond()).as(summary.toString()).isLessThanOrEqualTo(PER_SECOND);
            }
            if (summary.method().equals(STOCKS)) {
                assertThat(summary.maxPerMinute()).as(summary.toString()).isLessThanOrEqualTo(STOCKS_PER_MINUTE);
            }
        });
    }

    /** From its making on: what the marketplace counted. */
    private final class Period {

        private final long began = System.nanoTime();
        private final Map<String, Double> before = Map.of(ALL, callsSoFar(ALL), STOCKS, callsSoFar(STOCKS));

        /** Of one credential, on average. */
        double calls(String method) {
            return callsSoFar(method) - before.get(method);
        }

        /** The part of the budgets that was used. */
        double used(String method) {
            double seconds = (System.nanoTime() - began) / 1e9;
            double perSecond = method.equals(ALL) ? PER_SECOND : STOCKS_PER_MINUTE / 60.0;
            return calls(method) / (perSecond * seconds);
        }

        void tell(String what) {
            Printed.figure(
                    "%s, %.0f s: used %.1f %% and %.1f %% of stocks; most in a second so far %d of %d, in a minute %d of %d",
                    what,
                    (System.nanoTime() - began) / 1e9,
                    100 * used(ALL),
                    100 * used(STOCKS),
                    most(ALL, Summary::maxPerSecond),
                    PER_SECOND,
                    most(STOCKS, Summary::maxPerMinute),
                    STOCKS_PER_MINUTE);
        }
    }

    private double callsSoFar(String method) {
        return of(method).mapToLong(Summary::calls).average().orElse(0);
    }

    private int most(String method, ToIntFunction<Summary> count) {
        return of(method).mapToInt(count).max().orElse(0);
    }

    private Stream<Summary> of(String method) {
        return simulator.calls().summaries().stream()
                .filter(each -> each.method().equals(method));
    }

    private record Waits(long calls, double mean) {}

    private Waits waits(String rank, String path) throws IOException {
        for (WorkerProcess caller : callers) {
            if (!caller.said("told")) {
                caller.tell("stop");
                caller.await("told");
            }
        }
        List<MatchResult> told = cluster.linesWith("waits " + rank + " " + path).stream()
                .flatMap(line ->
                        Stream.of(WAITS.matcher(line)).filter(Matcher::find).map(Matcher::toMatchResult))
                .toList();
        long calls =
                told.stream().mapToLong(each -> Long.parseLong(each.group(3))).sum();
        double all = told.stream()
                .mapToDouble(each -> Double.parseDouble(each.group(3)) * Double.parseDouble(each.group(4)))
                .sum();
        return new Waits(calls, all / calls);
    }
}
