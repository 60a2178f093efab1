package io.marketsync.permit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final class Node implements SharedPermits.Membership {

        private record Known(Members members, long since) {}

        private final String name;
        private final SharedPermits permits;
        private final Thread heartbeat;
        private volatile boolean reachesRedis = true;
        private volatile boolean local;
        private volatile Known known;

        Node(String name) {
            this.name = name;
            RedisPermits shared = new RedisPermits(
                    redis, CONFIG, () -> members().map(Members::shared).orElse(new Part(0, 1)));
            this.permits = new SharedPermits(shared, () -> reachesRedis, CONFIG, this, System::nanoTime);
            this.heartbeat = Thread.ofPlatform().start(() -> {
                while (open) {
                    beat();
                    LockSupport.parkNanos(BEAT.toNanos());
                }
            });
        }

        private void beat() {
            long began = System.nanoTime();
            boolean told = local;
            Map<String, Boolean> read;
            synchronized (database) {
                database.put(name, told);
                read = new TreeMap<>(database);
            }
            List<String> alone = read.entrySet().stream()
                    .filter(Map.Entry::getValue)
                    .map(Map.Entry::getKey)
                    .toList();
            if (told == local) {
                known = new Known(new Members(List.copyOf(read.keySet()), alone, name), began);
            }
        }

        @Override
        public Optional<Members> members() {
            Known last = known;
            return last == null || System.nanoTime() - last.since > KNOWN_WITHIN.toNanos()
                    ? Optional.empty()
                    : Optional.of(last.members);
        }

        @Override
        public Duration knownWithin() {
            return KNOWN_WITHIN;
        }

        @Override
        public void keepsPermitsLocally(boolean alone) {
            local = alone;
            if (alone) {
                known = null;
            }
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

    private Node node(String name) {
        Node node = new Node(name);
        nodes.add(node);
        await(() -> node.members().isPresent());
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
        Node alone = node("alone");
        Node other = node("other");
        await(other::grants);
        alone.reachesRedis = false;
        long began = System.nanoTime();
        assertThat(alone.grants()).isFalse();
        assertThat(alone.permits.mode()).isEqualTo(Mode.LOCAL);
        await(alone::grants);
        assertThat(System.nanoTime() - began)
                .as("given a little ahead")
                .isGreaterThan(KNOWN_WITHIN.plus(WINDOW).minusMillis(25).toNanos());
        assertThat(other.members().orElseThrow().shared()).isEqualTo(new Part(1, 2));
        assertThat(other.permits.mode()).isEqualTo(Mode.SHARED);
        alone.reachesRedis = true;
        await(alone::grants);
        assertThat(alone.permits.mode()).isEqualTo(Mode.SHARED);
        await(() -> other.members().orElseThrow().shared().equals(new Part(2, 2)));
    }

    @Test
    void whoIsNotHeardOfGrantsNothing() {
        Node node = node("node");
        await(node::grants);
        open = false;
        await(() -> node.members().isEmpty());
        Answer answer = node.permits.ask(new Ask("deaf", Rank.CLICK, 0, 1, List.of(level)));
        assertThat(answer).isInstanceOf(Later.class);
    }

    @Test
    void aHoldIsKnownWhenRedisIsGone() {
        Node node = node("node");
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
        long seed = System.nanoTime();
        System.out.println("SharedPermitsIT seed " + seed);
        Random random = new Random(seed);
        IntStream.range(0, 4).forEach(i -> node("node " + i));
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
        System.out.println("granted " + grantedIn + " in " + flips + " flips");
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
