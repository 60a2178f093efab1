package io.marketsync.stats;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Progress;
import io.marketsync.job.Queue;
import io.marketsync.posting.WatermarkStore;
import io.marketsync.retry.RetryPolicy;

/**
 * stats.rollup: works out what a shop sold on each day whose postings changed, and what its pushes did of late.
 *
 * <p>Safe to repeat: days are worked out whole, not added to. The watermark moves with the last of them.
 */
public final class RollUpStats implements JobHandler<RollUpStats.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "stats.rollup",
            Queue.LOW,
            Duration.ofSeconds(300),
            Duration.ofSeconds(360),
            RetryPolicy.DEFAULT,
            Args.class);

    /** The job row names the shop; there is nothing else to say. */
    public record Args() {}

    /** Days of one statement. */
    static final int MOST_DAYS = 31;

    /** A transaction that began before the look and commits after it has the time of its beginning. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    private final WatermarkStore watermarks;
    private final ShopDayStore days = new ShopDayStore();

    public RollUpStats(WatermarkStore watermarks) {
        this.watermarks = watermarks;
    }

    @Override
    public Kind<Args> kind() {
        return KIND;
    }

    @Override
    public Ending run(JobContext job, Args args) {
        List<LocalDate> changed = job.unfenced(handle -> {
            Instant reached =
                    watermarks.ofShop(handle, job.sellerId(), job.shopId()).getOrDefault(KIND.name(), Instant.EPOCH);
            return days.changed(handle, job.sellerId(), job.shopId(), reached.minus(OVERLAP));
        });
        for (int from = 0; from < changed.size(); from += MOST_DAYS) {
            if (job.stopRequested()) {
                return new Ending.CutShort(
                        "More days changed than one attempt may work out. " + from + " of " + changed.size()
                                + " are done; the next roll-up, which comes by itself, works out all of them.");
            }
            roll(job, changed.subList(from, Math.min(from + MOST_DAYS, changed.size())), from, changed.size());
        }
        finish(job, changed.size());
        return changed.isEmpty() ? Outcome.NOTHING : Outcome.OK;
    }

    private void roll(JobContext job, List<LocalDate> some, int done, int all) {
        job.counts().add("days", some.size());
        job.progress(progress(done + some.size(), all));
        job.commit(handle -> {
            days.roll(handle, job.sellerId(), job.shopId(), some);
            return null;
        });
    }

    /** Pushes of yesterday may have ended after the last roll-up. */
    private void finish(JobContext job, int all) {
        LocalDate yesterday =
                LocalDate.ofInstant(job.startedAt(), ZoneOffset.UTC).minusDays(1);
        job.progress(progress(all, all));
        job.commit(handle -> {
            days.pushes(handle, job.sellerId(), job.shopId(), yesterday);
            watermarks.advance(handle, job.sellerId(), job.shopId(), Map.of(KIND.name(), job.startedAt()));
            return null;
        });
    }

    private static Progress progress(long done, long all) {
        return new Progress("days", 1, 1, done, all, null, "days");
    }
}
