package io.marketsync.cleanup;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;

import org.jdbi.v3.core.Handle;

import io.marketsync.db.Transactions;
import io.marketsync.job.Ending;
import io.marketsync.job.Ending.Snoozed;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Progress;
import io.marketsync.job.Queue;
import io.marketsync.label.LabelStore;
import io.marketsync.queue.RetentionStore;
import io.marketsync.retry.RetryPolicy;

/**
 * cleanup.*: removes what has been kept long enough, at most {@value #BATCH} rows with each transaction, so that locks are short and
 * autovacuum keeps up. Rows that somebody holds are passed over. A job of the system: it belongs to no seller.
 *
 * <p>Safe to repeat. Of several at once one removes jobs, the others leave them to it. One that does not come to its end within its soft limit goes on a little later.
 */
public final class CleanUp implements JobHandler<CleanUp.Args> {

    /** There is nothing to say. */
    public record Args() {}

    /** Removes at most so many rows of an owner, and says how many. */
    private interface Removal {
        int of(Handle handle, UUID owner, int most);
    }

    private interface AgedRemoval {
        int of(Handle handle, Duration age, int most);
    }

    /**
     * @param name of what is removed, for counts and metrics
     * @param batch how many go with each transaction
     * @param owners whose rows are removed in transactions of their own; just null for what is removed of all sellers at once
     */
    private record Kept(String name, int batch, Transactions.Body<List<UUID>> owners, Removal removal) {

        static Kept ofAll(String name, ToIntBiFunction<Handle, Integer> removal) {
            return ofAll(name, BATCH, removal);
        }

        static Kept ofAll(String name, int batch, ToIntBiFunction<Handle, Integer> removal) {
            return new Kept(
                    name,
                    batch,
                    handle -> Collections.singletonList(null),
                    (handle, owner, most) -> removal.applyAsInt(handle, most));
        }
    }

    public static final List<Kind<Args>> KINDS = Stream.of(
                    "jobs", "keys", "tokens", "webhooks", "payloads", "labels", "imports")
            .map(CleanUp::kindOf)
            .toList();

    static final int BATCH = 1000;

    /** Each has up to 50 MB. */
    static final int FILES = 10;

    private static final int MOST_OWNERS = 10_000;
    private static final Snoozed GOES_ON =
            new Snoozed(Duration.ofSeconds(5), "There is more to remove than one attempt has time for.");

    private final Kind<Args> kind;
    private final List<Kept> kept;
    private final BiConsumer<String, Integer> removed;

    private CleanUp(String what, BiConsumer<String, Integer> removed, Kept... kept) {
        this.kind = kindOf(what);
        this.kept = List.of(kept);
        this.removed = removed;
    }

    private static Kind<Args> kindOf(String what) {
        return new Kind<>(
                "cleanup." + what,
                Queue.LOW,
                Duration.ofSeconds(600),
                Duration.ofSeconds(660),
                RetryPolicy.DEFAULT,
                Args.class);
    }

    /** @param removed is told what is removed and how many rows of it; 0 of each at once */
    public static List<CleanUp> all(CleanUpConfig keep, RetentionStore rows, BiConsumer<String, Integer> removed) {
        List<CleanUp> all = List.of(
                new CleanUp(
                        "jobs",
                        removed,
                        jobs(rows, "finished", "SUCCEEDED", keep.keepFinished()),
                        jobs(rows, "cancelled", "DELETED", keep.keepFinished()),
                        jobs(rows, "dead", "FAILED", keep.keepDead()),
                        Kept.ofAll("batches", rows::removeBatches)),
                new CleanUp("keys", removed, Kept.ofAll("expired_keys", rows::removeExpiredKeys)),
                new CleanUp("tokens", removed, aged("tokens", rows::removeTokens, keep.keepTokens())),
                new CleanUp("webhooks", removed, aged("webhooks", rows::removeWebhooks, keep.keepWebhooks())),
                new CleanUp("payloads", removed, payloads(rows, keep.keepPayloads())),
                // of labels, each says until when it is kept
                new CleanUp("labels", removed, Kept.ofAll("labels", new LabelStore()::removeExpired)),
                new CleanUp(
                        "imports",
                        removed,
                        Kept.ofAll(
                                "imports",
                                FILES,
                                (handle, most) -> rows.removeImports(handle, keep.keepImports(), most)),
                        aged("import_rejects", rows::removeImportRejects, keep.keepImportRejects())));
        all.forEach(each -> each.kept.forEach(what -> removed.accept(what.name, 0)));
        return all;
    }

    private static Kept jobs(RetentionStore rows, String name, String state, Duration age) {
        return Kept.ofAll(name, (handle, most) -> rows.removeJobs(handle, state, age, most));
    }

    private static Kept aged(String name, AgedRemoval removal, Duration age) {
        return Kept.ofAll(name, (handle, most) -> removal.of(handle, age, most));
    }

    private static Kept payloads(RetentionStore rows, Duration age) {
        return new Kept(
                "payloads",
                BATCH,
                handle -> rows.sellersWithPayloads(handle, age, MOST_OWNERS),
                (handle, seller, most) -> rows.removePayloads(handle, seller, age, most));
    }

    @Override
    public Kind<Args> kind() {
        return kind;
    }

    @Override
    public Ending run(JobContext job, Args args) {
        for (int phase = 0; phase < kept.size(); phase++) {
            for (UUID owner : job.unfenced(kept.get(phase).owners)) {
                while (batch(job, phase, owner) == kept.get(phase).batch) {
                    if (job.stopRequested()) {
                        return GOES_ON;
                    }
                }
                if (job.stopRequested()) {
                    return GOES_ON;
                }
            }
        }
        return job.counts().asMap().isEmpty() ? Outcome.NOTHING : Outcome.OK;
    }

    private int batch(JobContext job, int phase, UUID owner) {
        Kept what = kept.get(phase);
        int gone = job.commit(handle -> {
            if (owner != null) {
                Transactions.nameSeller(handle, owner);
            }
            int rows = what.removal.of(handle, owner, what.batch);
            job.counts().add(what.name, rows);
            job.progress(progress(job, phase));
            return rows;
        });
        removed.accept(what.name, gone);
        return gone;
    }

    private Progress progress(JobContext job, int phase) {
        long rows = job.counts().asMap().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return new Progress(kept.get(phase).name, phase + 1, kept.size(), rows, null, null, "rows");
    }
}
