package io.marketsync.bench;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import io.marketsync.bench.Figures.Better;
import io.marketsync.embedded.LocalRedis;
import io.marketsync.permit.Answer;
import io.marketsync.permit.Ask;
import io.marketsync.permit.Budget;
import io.marketsync.permit.Level;
import io.marketsync.permit.Part;
import io.marketsync.permit.PermitsConfig;
import io.marketsync.permit.Rank;
import io.marketsync.permit.RedisPermits;
import io.marketsync.redis.RedisCommands;
import io.marketsync.redis.VertxRedis;

/**
 * {@code ops/dev/bench permits}: what a permit costs, with 10,000 credentials, each with a budget of its own and one for a method;
 * beside a PING over the same client in the same run. Prints one table.
 */
public final class PermitCost {

    private static final int CREDENTIALS = 10_000;
    private static final int WARM_UP = 20_000;
    private static final int ALONE = 10_000;
    private static final int TOGETHER = 100_000;
    private static final int THREADS = 16;

    private record Config(double backgroundShare, Duration underWay, Duration longestWait, OptionalInt allPerSecond)
            implements PermitsConfig {}

    private final RedisCommands redis;
    private final RedisPermits permits;
    private final Budget second = new Budget(50, Duration.ofSeconds(1));
    private final Budget minute = new Budget(80, Duration.ofMinutes(1));
    private final AtomicInteger refused = new AtomicInteger();
    private final Table table = new Table("permit", "PING");

    private PermitCost(RedisCommands redis) {
        this.redis = redis;
        this.permits = new RedisPermits(
                redis,
                new Config(0.7, Duration.ofSeconds(2), Duration.ofSeconds(5), OptionalInt.empty()),
                () -> Part.ALL);
    }

    public static void main(String[] none) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (LocalRedis server = LocalRedis.start(Files.createTempDirectory("marketsync-bench-redis"))) {
            Redis client = Redis.createClient(
                    vertx,
                    new RedisOptions()
                            .setConnectionString(server.uri())
                            .setMaxPoolSize(32)
                            .setMaxPoolWaiting(1000));
            new PermitCost(new VertxRedis(client, Duration.ofSeconds(5))).run();
            client.close();
        } finally {
            vertx.close();
        }
    }

    private void run() throws InterruptedException {
        // as if this Redis were known for longer than any window: what is measured is a permit, not the wait for it
        permits.ask(ask(0));
        redis.execute("HSET", "ms:{permits}:epoch", "at", "0");
        IntStream.range(0, WARM_UP).forEach(this::permit);
        measure("alone", "PING", ALONE, 1, i -> redis.execute("PING"));
        measure("alone", "permit", ALONE, 1, i -> permits.ask(ask(i)));
        measure("16 threads", "PING", TOGETHER, THREADS, i -> redis.execute("PING"));
        measure("16 threads", "permit", TOGETHER, THREADS, i -> permits.ask(ask(i)));
        measure("16 threads, and its answer", "permit", TOGETHER, THREADS, this::permit);
        Report.print(
                Machine.facts() + "Redis       " + ofRedis("redis_version") + ", with " + ofRedis("used_memory_human")
                        + " used",
                "",
                table.text(),
                refused.get() + " calls were refused: 0, or budgets bound and the figures say nothing.");
    }

    private void permit(int i) {
        Ask ask = ask(i);
        if (permits.ask(ask) instanceof Answer.Granted) {
            permits.answered(ask, Duration.ZERO);
        } else {
            refused.incrementAndGet();
        }
    }

    private Ask ask(int i) {
        String credential = "ozon:" + i % CREDENTIALS;
        return new Ask(
                UUID.randomUUID().toString(),
                Rank.HIGH,
                0,
                1,
                List.of(
                        new Level("ozon", List.of()),
                        Level.of(credential, second),
                        Level.of(credential + ":/v2/products/stocks", minute)));
    }

    private void measure(String how, String what, int times, int threads, IntConsumer work)
            throws InterruptedException {
        Histogram took = new ConcurrentHistogram(3);
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        List<Thread> running = IntStream.range(0, threads)
                .mapToObj(thread -> Thread.ofPlatform().start(() -> {
                    for (int i = next.getAndIncrement(); i < times; i = next.getAndIncrement()) {
                        long start = System.nanoTime();
                        work.accept(i);
                        took.recordValue((System.nanoTime() - start) / 1000);
                    }
                }))
                .toList();
        for (Thread thread : running) {
            thread.join();
        }
        Figures figures = table.figures(how, what);
        figures.add("rate", "/s", times / ((System.nanoTime() - began) / 1e9), Better.HIGHER);
        figures.waits("time", took);
    }

    private String ofRedis(String field) {
        return redis.execute("INFO")
                .toString()
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1))
                .findFirst()
                .orElse("?");
    }
}
