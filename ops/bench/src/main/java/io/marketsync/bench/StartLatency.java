package io.marketsync.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.postgresql.PGConnection;

import io.marketsync.db.Schema;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;
import io.marketsync.workers.testing.TestPools;

/**
 * Enqueue to start on an idle system: from before the enqueueing transaction begins to the first line of the handler, through a
 * real database with durable commits. Beside it, on the same database in the same run and in turn with it, a bare LISTEN loop:
 * from before NOTIFY to its arrival.
 */
public final class StartLatency {

    private static final int WARM_UP = 100;
    private static final int MEASURED = 500;
    private static final Duration PAUSE = Duration.ofMillis(20);

    record Nothing() {}

    private static final Kind<Nothing> KIND = new Kind<>(
            "bench.start",
            Queue.HIGH,
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            RetryPolicy.DEFAULT,
            Nothing.class);

    private final SynchronousQueue<Long> starts = new SynchronousQueue<>();
    private final Histogram job = new Histogram(3);
    private final Histogram bare = new Histogram(3);

    private StartLatency() {}

    public static void main(String[] args) throws Exception {
        new StartLatency().run();
        System.exit(0);
    }

    private void run() throws Exception {
        TestDatabase database = TestDatabase.shared();
        UUID seller = database.seller("Bench");
        try (TestPools pools = TestPools.start(database, Map.of("high", 4, "normal", 6, "low", 2), new Handler());
                Connection listener = database.as(Schema.WORKER).getConnection();
                Connection notifier = database.as(Schema.API).getConnection()) {
            execute(listener, "LISTEN bench");
            for (int i = -WARM_UP; i < MEASURED; i++) {
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                long start = System.nanoTime();
                pools.enqueue(KIND, seller, null, new Nothing(), 9);
                record(job, i, starts.take() - start);
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                record(bare, i, bareLoop(listener, notifier));
            }
        }
        print();
    }

    private static void record(Histogram histogram, int run, long nanos) {
        if (run >= 0) {
            histogram.recordValue(nanos / 1000);
        }
    }

    private static long bareLoop(Connection listener, Connection notifier) throws SQLException {
        long start = System.nanoTime();
        execute(notifier, "NOTIFY bench");
        while (listener.unwrap(PGConnection.class).getNotifications(1000).length == 0) {
            // waits inside
        }
        return System.nanoTime() - start;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void print() {
        System.out.printf("enqueue to start, idle system, %d single jobs (%d to warm up)%n", MEASURED, WARM_UP);
        print("job", job);
        print("bare LISTEN loop", bare);
        System.out.printf("ratio of medians %.1f, of p99 %.1f%n", ratio(50), ratio(99));
    }

    private double ratio(double percentile) {
        return (double) job.getValueAtPercentile(percentile) / bare.getValueAtPercentile(percentile);
    }

    private static void print(String what, Histogram histogram) {
        System.out.printf(
                "  %-18s median %.1f ms   p90 %.1f ms   p99 %.1f ms   max %.1f ms%n",
                what,
                histogram.getValueAtPercentile(50) / 1000.0,
                histogram.getValueAtPercentile(90) / 1000.0,
                histogram.getValueAtPercentile(99) / 1000.0,
                histogram.getMaxValue() / 1000.0);
    }

    private final class Handler implements JobHandler<Nothing> {

        @Override
        public Kind<Nothing> kind() {
            return KIND;
        }

        @Override
        public Outcome run(JobContext context, Nothing nothing) throws InterruptedException {
            starts.put(System.nanoTime());
            return Outcome.OK;
        }
    }
}
