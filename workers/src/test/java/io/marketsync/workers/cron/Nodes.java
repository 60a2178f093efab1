package io.marketsync.workers.cron;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import io.marketsync.db.Transactions;
import io.marketsync.job.Kinds;
import io.marketsync.schedule.CronRoom;
import io.marketsync.schedule.ManyShops;
import io.marketsync.schedule.Missed;
import io.marketsync.schedule.Schedule;

/** Processes that tick the same schedules, each turn by hand; time goes by by moving the rows of the schedules back. */
final class Nodes {

    static final Kinds KINDS = new Kinds(List.of(new Quiet("test.tick"), new Quiet(ManyShops.KIND)));

    final ManyShops shops = new ManyShops();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    Ticker node(List<Schedule> configured, CronRoom room, Transactions transactions) {
        return new Ticker(
                configured,
                KINDS,
                transactions,
                new TickJobs(room),
                new CronMetrics(registry, Clock.systemUTC(), KINDS.all()));
    }

    Ticker node(CronRoom room, Schedule... configured) {
        return node(List.of(configured), room, shops.database.workers());
    }

    Ticker node(Schedule... configured) {
        return node(CronRoom.UNBOUNDED, configured);
    }

    /** Ticks at midnight of the first of January, so only when a test moves it. */
    static Schedule yearly(Missed missed) {
        return schedule("yearly", "0 0 1 1 *", missed);
    }

    static Schedule schedule(String name, String expression, Missed missed) {
        return new Schedule(name, "test.tick", "{\"days\":7}", expression, "UTC", missed, 3, Optional.empty());
    }

    static Schedule ofShops(Duration every) {
        return new Schedule("pull", ManyShops.KIND, "{}", "*/10 * * * * *", "UTC", Missed.ONCE, 1, Optional.of(every));
    }

    /** As if nobody had ticked for so long. */
    void missed(String name, Duration time) {
        shops.change(
                "UPDATE schedule SET done_until = now() - ? * interval '1 second', next_at = now() WHERE name = ?",
                time.toSeconds(),
                name);
    }

    /** Its tick has come. */
    void due(String name) {
        missed(name, Duration.ofDays(366));
    }

    long jobs(String kind) {
        return shops.count("job WHERE kind = ? AND requested_by = 'cron'", kind);
    }

    String result(String name) {
        return shops.text("SELECT coalesce(last_result, '-') FROM schedule WHERE name = ?", name);
    }

    double ticks(TickResult result) {
        return registry.get("marketsync.cron.ticks")
                .tag("tick_result", result.word())
                .counter()
                .count();
    }

    static void atTheSameTime(List<Ticker> nodes) throws Exception {
        CyclicBarrier start = new CyclicBarrier(nodes.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(nodes.size())) {
            List<Future<?>> turns = new ArrayList<>();
            for (Ticker node : nodes) {
                turns.add(threads.submit(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    node.turn();
                    return null;
                }));
            }
            for (Future<?> turn : turns) {
                turn.get(30, TimeUnit.SECONDS);
            }
        }
    }
}
