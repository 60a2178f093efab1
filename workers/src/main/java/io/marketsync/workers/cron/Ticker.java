package io.marketsync.workers.cron;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.db.Transactions;
import io.marketsync.job.Kind;
import io.marketsync.job.Kinds;
import io.marketsync.schedule.Schedule;
import io.marketsync.schedule.ScheduleStore;
import io.marketsync.schedule.ScheduleStore.Progress;
import io.marketsync.schedule.ScheduleStore.Taken;
import io.marketsync.schedule.ScheduleStore.Waiting;
import io.marketsync.telemetry.Trouble;

/**
 * Asks for the jobs of every schedule whose tick has come. A tick is taken by moving its schedule's row in the transaction that
 * stores its jobs: of any number of processes one takes it, and when that dies before the commit another does. Times are the
 * database's. One turn at a time in a process; a schedule that fails is left alone for {@link #PAUSE}, the others go on.
 */
final class Ticker {

    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    /** After a tick failed or did not fit. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private final ScheduleStore schedules = new ScheduleStore();
    private final List<Schedule> configured;
    private final Kinds kinds;
    private final Transactions transactions;
    private final TickJobs jobs;
    private final CronMetrics metrics;
    private final ReentrantLock turns = new ReentrantLock();
    private final Trouble trouble = new Trouble();
    /** By name, on this process's monotonic clock; guarded by {@link #turns}. */
    private final Map<String, Long> leftAlone = new HashMap<>();

    private boolean written;

    Ticker(List<Schedule> configured, Kinds kinds, Transactions transactions, TickJobs jobs, CronMetrics metrics) {
        this.configured = configured;
        this.kinds = kinds;
        this.transactions = transactions;
        this.jobs = jobs;
        this.metrics = metrics;
    }

    /** Returns when every tick that has come is taken, here or elsewhere. */
    void turn() {
        turns.lock();
        try {
            for (Waiting waiting : waiting()) {
                if (!isLeftAlone(waiting.name())) {
                    tick(waiting);
                }
            }
            metrics.looked();
            if (trouble.ends()) {
                LOG.info("schedules tick again");
            }
        } catch (RuntimeException e) {
            if (trouble.begins()) {
                LOG.warn("schedules cannot tick; tried again every second: {}", Trouble.why(e));
            }
        } finally {
            turns.unlock();
        }
    }

    /** What is configured here is configured for all, from the first turn on. */
    private List<Waiting> waiting() {
        if (!written) {
            transactions.forSystem(handle -> {
                Instant now = schedules.now(handle);
                schedules.configure(handle, configured, schedule -> next(schedule, now));
                return null;
            });
            written = true;
        }
        List<String> known = kinds.all().stream().map(Kind::name).toList();
        return transactions.forSystem(handle -> schedules.waiting(handle, known));
    }

    private void tick(Waiting waiting) {
        try {
            Kind<?> kind = kinds.kind(waiting.kind());
            Optional<TickEnd> ended = transactions.forSystem(handle -> take(handle, kind, waiting));
            ended.ifPresent(end -> {
                metrics.ticked(end.result());
                metrics.enqueued(kind, end.stored());
            });
        } catch (RuntimeException failed) {
            leftAlone.put(waiting.name(), System.nanoTime());
            metrics.ticked(TickResult.FAILED);
            LOG.warn(
                    "schedule {} cannot tick, nothing of it is stored; this process tries again in {} s: {}",
                    waiting.name(),
                    PAUSE.toSeconds(),
                    Trouble.why(failed));
        }
    }

    private boolean isLeftAlone(String name) {
        Long since = leftAlone.get(name);
        if (since != null && System.nanoTime() - since < PAUSE.toNanos()) {
            return true;
        }
        leftAlone.remove(name);
        return false;
    }

    /** Empty when another process has it. */
    private Optional<TickEnd> take(Handle handle, Kind<?> kind, Waiting waiting) {
        return schedules.take(handle, waiting, kind.queue()).map(taken -> run(handle, kind, taken));
    }

    private TickEnd run(Handle handle, Kind<?> kind, Taken taken) {
        Schedule schedule = taken.schedule();
        Instant next = next(schedule, taken.now());
        List<Instant> due = taken.paused()
                ? List.of()
                : MissedTicks.toRun(schedule, expression(schedule), taken.doneUntil(), taken.now());
        Tick tick = new Tick(taken, kind, due, next);
        TickEnd end = tick.runs() ? jobs.of(handle, tick) : TickEnd.SKIPPED;
        schedules.ticked(handle, schedule.name(), progress(tick, end));
        return end;
    }

    private static Progress progress(Tick tick, TickEnd end) {
        String result = end.result().word();
        Instant lastRun = end == TickEnd.SKIPPED ? null : tick.lastRun(end.left());
        return end.left() == 0
                ? new Progress(tick.now(), tick.next(), result, lastRun)
                : new Progress(tick.doneUntil(end.left()), soon(tick.now(), tick.next()), result, lastRun);
    }

    private static Instant soon(Instant now, Instant next) {
        Instant soon = now.plus(PAUSE);
        return next != null && next.isBefore(soon) ? next : soon;
    }

    private static CronExpression expression(Schedule schedule) {
        return CronExpression.of(schedule.expression(), schedule.zone());
    }

    /** Null when it never ticks again. */
    private static Instant next(Schedule schedule, Instant after) {
        return expression(schedule).next(after).orElse(null);
    }
}
