package io.marketsync.permit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.marketsync.permit.Answer.Granted;
import io.marketsync.permit.Answer.Later;
import io.marketsync.permit.SharedPermits.Mode;
import io.marketsync.testing.Printed;
import io.marketsync.testing.TestGate;
import io.marketsync.testing.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes that lose Redis and get it back, each at its own time. */
class SharedPermitsIT {

    private static final Duration WINDOW = Duration.ofMillis(200);
    private static final Duration BEAT = Duration.ofMillis(20);
    private static final Duration KNOWN_WITHIN = Duration.ofMillis(150);
    private static final int PERMITS = 12;
    private static final PermitsConfig CONFIG =
            new TestGate.Config(0.7, Duration.ofSeconds(1), Duration.ofSeconds(5), OptionalInt.empty());

    private static TestRedis redis;

    private final Level level = Level.of(UUID.randomUUID().toString(), new Budget(PERMITS, WINDOW));
    private final Map<String, Boolean> database = new ConcurrentHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private volatile boolean open = true;

    /** One process: its heartbeat, and whether it reaches Redis. */
    private final class Node {

        private final ProcessMembers members = new ProcessMembers(KNOWN_WITHIN);
        private final SharedPermits permits;
        private final Thread heartbeat;
        private volatile boolean reachesRedis = true;

        Node() {
            RedisPermits shared = new RedisPermits(
                    redis, CONFIG, () -> members.members().map(Members::shared).orElse(new Part(0, 1)));
            this.permits = new SharedPermits(shared, () -> reachesRedis, CONFIG, members, System::nanoTime);
            this.heartbeat = Thread.ofPlatform().start(() -> {
                while (open) {
                    beat();
                    LockSupport.parkNanos(BEAT.toNanos());
                }
            });
        }

        private void beat() {
            long began = System.nanoTime();
            boolean told = members.local();
            String self = members.self().toString();
            Map<String, Boolean> read;
            synchronized (database) {
                database.put(self, told);
                read = new TreeMap<>(database);
            }
            List<String> alone = read.entrySet().stream()
                    .filter(Map.Entry::getValue)
                    .map(Map.Entry::getKey)
                    .toList();
            members.learned(new Members(List.copyOf(read.keySet()), alone, self), told, began);
        }

        boolean grants() {
            Ask ask = new Ask(UUID.randomUUID().toString(), Rank.CLICK, 0, 1, List.of(level));
            boolean granted = permits.ask(ask) instanceof Granted;
            permits.unused(ask);
            permits.leave(ask);
            return granted;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        redis = new TestRedis();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @AfterEach
    void end() throws InterruptedException {
        open = false;
        for (Node node : nodes) {
            node.heartbeat.join();
        }
    }

    private Node node() {
        Node node = new Node();
        nodes.add(node);
        await(() -> node.members.members().isPresent());
        return node;
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(2))
                .until(condition::getAsBoolean);
    }

    @Test
    void whoLosesRedisGrantsNothingAtFirstThenItsShare() {
        Node alone = node();
        Node other = node();
        await(other::grants);
        alone.reachesRedis = false;
        long began = System.nanoTime();
        assertThat(alone.grants()).isFalse();
        assertThat(alone.permits.mode()).isEqualTo(Mode.LOCAL);
        await(alone::grants);
        assertThat(System.nanoTime() - began)
                .as("given a little ahead")
                .isGreaterThan(KNOWN_WITHIN.plus(WINDOW).minusMillis(25).toNanos());
        assertThat(other.members.members().orElseThrow().shared()).isEqualTo(new Part(1, 2));
        assertThat(other.permits.mode()).isEqualTo(Mode.SHARED);
        alone.reachesRedis = true;
        await(alone::grants);
        assertThat(alone.permits.mode()).isEqualTo(Mode.SHARED);
        await(() -> other.members.members().orElseThrow().shared().equals(new Part(2, 2)));
    }

    @Test
    void whoIsNotHeardOfGrantsNothing() {
        Node node = node();
        await(node::grants);
        open = false;
        await(() -> node.members.members().isEmpty());
        Answer answer = node.permits.ask(new Ask("deaf", Rank.CLICK, 0, 1, List.of(level)));
        assertThat(answer).isInstanceOf(Later.class);
    }

    @Test
    void aHoldIsKnownWhenRedisIsGone() {
        Node node = node();
        await(node::grants);
        node.permits.hold(level, Duration.ofMinutes(1), Duration.ZERO);
        node.reachesRedis = false;
        node.grants();
        await(() -> node.permits.ask(new Ask("held", Rank.CLICK, 0, 1, List.of(level))) instanceof Later later
                && later.held());
    }

    /** Every process loses Redis and gets it back at random, while all of them ask as fast as they can. */
    @Test
    void noWindowEverHoldsMoreCallsThanTheBudget() throws InterruptedException {
        Random random = new Random(Printed.seed(SharedPermitsIT.class, System.nanoTime()));
        IntStream.range(0, 4).forEach(i -> node());
        Queue<Long> sent = new ConcurrentLinkedQueue<>();
        Map<Mode, Integer> grantedIn = new ConcurrentHashMap<>();
        List<Thread> callers = nodes.stream()
                .flatMap(node -> IntStream.range(0, 3)
                        .mapToObj(i -> Thread.ofPlatform().start(() -> call(node, sent, grantedIn))))
                .toList();
        int flips = 0;
        while (flips < 30 || grantedIn.getOrDefault(Mode.LOCAL, 0) < 20) {
            Node node = nodes.get(random.nextInt(nodes.size()));
            node.reachesRedis = random.nextInt(3) == 0;
            flips++;
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(400)).toNanos());
        }
        nodes.forEach(node -> node.reachesRedis = true);
        await(() -> nodes.stream().allMatch(node -> node.permits.mode() == Mode.SHARED));
        open = false;
        for (Thread caller : callers) {
            caller.join();
        }
        List<Long> times = new ArrayList<>(sent);
        times.sort(null);
        for (int i = PERMITS; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - PERMITS)).as("call " + i).isGreaterThanOrEqualTo(WINDOW.toNanos());
        }
    }

    private void call(Node node, Queue<Long> sent, Map<Mode, Integer> grantedIn) {
        Ask ask = null;
        while (open) {
            ask = ask == null ? new Ask(UUID.randomUUID().toString(), Rank.CLICK, 0, 1, List.of(level)) : ask;
            Mode before = node.permits.mode();
            switch (node.permits.ask(ask)) {
                case Granted granted -> {
                    LockSupport.parkNanos(granted.in().toNanos());
                    sent.add(System.nanoTime());
                    node.permits.answered(ask, Duration.ZERO);
                    grantedIn.merge(before, 1, Integer::sum);
                    ask = null;
                }
                case Later later -> {
                    ask = ask.again(later.since());
                    LockSupport.parkNanos(
                            Math.min(later.in().toNanos(), Duration.ofMillis(20).toNanos()));
                }
            }
        }
    }
}
