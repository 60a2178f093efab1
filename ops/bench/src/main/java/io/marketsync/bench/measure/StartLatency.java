package io.marketsync.bench.measure;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.postgresql.PGConnection;

import io.marketsync.bench.Figures;
import io.marketsync.bench.Figures.Better;
import io.marketsync.bench.Measurement;
import io.marketsync.bench.contender.Connections;
import io.marketsync.bench.contender.Contender;
import io.marketsync.bench.contender.RunningPools;
import io.marketsync.bench.contender.Work;

/**
 * Enqueue to start on an idle system: from before the enqueueing transaction begins to the first line of the handler. In turn with
 * it, on the same database, a bare LISTEN loop: from before NOTIFY to its arrival; and one that stores a row with it, durably, as a queue
 * must. An engine that only polls gets few samples, at random moments between two polls.
 */
public final class StartLatency implements Measurement {

    private static final int WARM_UP = 100;
    private static final int MEASURED = 500;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final String STORED =
            "WITH stored AS (INSERT INTO bench_note (at) VALUES (now()) RETURNING id) SELECT pg_notify('bench', '') FROM stored";

    private static final int POLLED = 12;
    private static final Duration POLL = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "start-latency";
    }

    @Override
    public void measure(Contender contender, Figures figures) throws Exception {
        if (contender.wakesAtOnce()) {
            besideBareLoop(contender, figures);
        } else {
            atRandomMoments(contender, figures);
        }
    }

    private static void besideBareLoop(Contender contender, Figures figures) throws Exception {
        Histogram jobs = new Histogram(3);
        Histogram bare = new Histogram(3);
        Histogram stored = new Histogram(3);
        SynchronousQueue<Long> starts = new SynchronousQueue<>();
        try (RunningPools pools = contender.start(Contender.SLOTS, work -> starts.put(System.nanoTime()));
                Connection listener = Connections.asSuperuser(contender.jdbcUrl());
                Connection notifier = Connections.asSuperuser(contender.jdbcUrl())) {
            execute(listener, "LISTEN bench");
            execute(
                    notifier,
                    "CREATE TABLE IF NOT EXISTS bench_note (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz)");
            for (int i = -WARM_UP; i < MEASURED; i++) {
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                record(jobs, i, oneJob(contender, starts));
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                record(bare, i, bareLoop(listener, notifier, "NOTIFY bench"));
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                record(stored, i, bareLoop(listener, notifier, STORED));
            }
        }
        figures.waits("idle, one job at a time", jobs);
        compare(figures, jobs, bare, "a bare LISTEN loop");
        compare(figures, jobs, stored, "a LISTEN loop that stores a row");
    }

    private static void compare(Figures figures, Histogram jobs, Histogram loop, String name) {
        for (int percentile : new int[] {50, 99}) {
            double took = loop.getValueAtPercentile(percentile);
            figures.add(name + ", p" + percentile, "ms", took / 1000, Better.NEITHER);
            figures.add(
                    "times " + name + ", p" + percentile,
                    "x",
                    jobs.getValueAtPercentile(percentile) / took,
                    Better.NEITHER);
        }
    }

    private static void atRandomMoments(Contender contender, Figures figures) throws Exception {
        Histogram jobs = new Histogram(3);
        SynchronousQueue<Long> starts = new SynchronousQueue<>();
        try (RunningPools pools = contender.start(Contender.SLOTS, work -> starts.put(System.nanoTime()))) {
            for (int i = -1; i < POLLED; i++) {
                TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(POLL.toMillis()));
                record(jobs, i, oneJob(contender, starts));
            }
        }
        figures.waits("idle, one job at a time", jobs);
    }

    private static long oneJob(Contender contender, SynchronousQueue<Long> starts) throws InterruptedException {
        long start = System.nanoTime();
        contender.enqueue(Work.nothing(0));
        return starts.take() - start;
    }

    private static void record(Histogram histogram, int run, long nanos) {
        if (run >= 0) {
            histogram.recordValue(nanos / 1000);
        }
    }

    private static long bareLoop(Connection listener, Connection notifier, String notify) throws SQLException {
        long start = System.nanoTime();
        execute(notifier, notify);
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
}
