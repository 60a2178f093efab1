package io.marketsync.workers.cron;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import org.jdbi.v3.core.Handle;

import io.marketsync.job.JobTarget;
import io.marketsync.job.Kind;
import io.marketsync.job.Kinds;
import io.marketsync.job.NewJob;
import io.marketsync.job.Origin;
import io.marketsync.queue.JobQueue;
import io.marketsync.schedule.CronLimitStore;
import io.marketsync.schedule.CronRoom;
import io.marketsync.schedule.ShopFreshnessStore;
import io.marketsync.schedule.StartRoom;

/**
 * Stores the jobs of a tick, in the transaction that took it: one for the system, or one for each due shop, as many as fit under the
 * limits on starts and into their queue. What does not fit is not stored. The number of statements does not depend on the number of
 * shops.
 */
final class TickJobs {

    private final JobQueue queue = new JobQueue();
    private final CronLimitStore limits = new CronLimitStore();
    private final ShopFreshnessStore shops = new ShopFreshnessStore();
    private final CronRoom room;

    TickJobs(CronRoom room) {
        this.room = room;
    }

    TickEnd of(Handle handle, Tick tick) {
        return tick.schedule()
                .every()
                .map(every -> ofShops(handle, tick, every))
                .orElseGet(() -> ofTheSystem(handle, tick));
    }

    /** One for each tick, so not unique; the one that an operator asked for is stored in any case. */
    private TickEnd ofTheSystem(Handle handle, Tick tick) {
        int due = tick.due().size();
        int fitting = due == 0 ? 0 : Math.min(due, room(handle, tick));
        int jobs = fitting + (tick.taken().triggered() ? 1 : 0);
        if (jobs > 0) {
            queue.enqueueAll(handle, Collections.nCopies(jobs, job(tick, JobTarget.SYSTEM, false)));
        }
        return new TickEnd(fitting < due ? TickResult.SHED : TickResult.ENQUEUED, jobs, due - fitting);
    }

    private TickEnd ofShops(Handle handle, Tick tick, Duration every) {
        if (tick.taken().held()) {
            return TickEnd.SKIPPED;
        }
        Kind<?> kind = tick.kind();
        int room = room(handle, tick);
        List<JobTarget> due = shops.due(handle, kind.name(), every, tick.now(), room + 1);
        List<JobTarget> fitting = due.subList(0, Math.min(room, due.size()));
        int stored = 0;
        if (!fitting.isEmpty()) {
            stored = queue.enqueueAll(
                            handle,
                            fitting.stream().map(shop -> job(tick, shop, true)).toList())
                    .size();
            shops.asked(handle, kind.name(), fitting, tick.now());
        }
        return new TickEnd(result(due.size(), fitting.size(), stored), stored, 0);
    }

    private static TickResult result(int due, int fitting, int stored) {
        if (due > fitting) {
            return TickResult.SHED;
        }
        if (due == 0) {
            return TickResult.NOTHING;
        }
        return stored == 0 ? TickResult.JOINED : TickResult.ENQUEUED;
    }

    private int room(Handle handle, Tick tick) {
        Kind<?> kind = tick.kind();
        int startable = StartRoom.within(tick.untilNext(), limits.uses(handle, kind.name()));
        return startable == 0 ? 0 : Math.max(0, Math.min(startable, room.roomForCron(handle, kind.queue())));
    }

    private static NewJob job(Tick tick, JobTarget target, boolean unique) {
        Record args = Kinds.decode(tick.kind(), tick.schedule().args());
        return new NewJob(tick.kind(), target, args, 0, unique, Origin.CRON, null);
    }
}
