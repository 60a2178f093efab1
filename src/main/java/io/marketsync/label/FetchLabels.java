package io.marketsync.label;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Progress;
import io.marketsync.job.Queue;
import io.marketsync.limit.HeldBack;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.shop.Adapters;
import io.marketsync.shop.ShopAccess;
import io.marketsync.shop.ShopKeys;

/**
 * labels.fetch: brings the labels of a shop's packed postings, by tasks that the marketplace works on while the job is snoozed.
 *
 * <p>Safe to repeat: a task is stored before it is looked at, so whoever comes next goes on with it; before a task is asked for its
 * postings are taken, so that a process that dies meanwhile leaves one task behind and not one with every attempt. A label is
 * stored with the end of its task.
 */
public final class FetchLabels implements JobHandler<FetchLabels.Args> {

    public static final Kind<Args> KIND = new Kind<>(
            "labels.fetch",
            Queue.NORMAL,
            Duration.ofSeconds(180),
            Duration.ofSeconds(240),
            RetryPolicy.DEFAULT,
            Args.class);

    /** The job row names the shop, its postings what is to be printed. */
    public record Args() {}

    /** From asking for a task to its id: the longest wait for a permit (5 s), and a call (20 s). */
    private static final Duration UNDER_WAY = Duration.ofSeconds(60);

    /** Before each look at a task; the last one goes on. */
    static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30));

    /** A task that cannot be looked at fails the attempt; with the next one the others go first. */
    private static final Duration BEHIND_OTHERS = Duration.ofSeconds(60);

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final Adapters<Labels> marketplaces;
    private final ShopKeys keys;
    private final LabelStore labels = new LabelStore();
    private final LabelTaskStore tasks = new LabelTaskStore();
    private final LabelsConfig config;

    public FetchLabels(Adapters<Labels> marketplaces, ShopKeys keys, LabelsConfig config) {
        this.marketplaces = marketplaces;
        this.keys = keys;
        this.config = requireSense(config);
    }

    @Override
    public Kind<Args> kind() {
        return KIND;
    }

    @Override
    public Ending run(JobContext job, Args args) throws InterruptedException {
        return keys.use(job, shop -> new Fetch(job, shop, marketplaces.of(shop.marketplace())).run());
    }

    private static LabelsConfig requireSense(LabelsConfig config) {
        require(config.keep().compareTo(Duration.ofDays(1)) >= 0, "keep must be at least a day");
        require(config.openTasks() >= 1 && config.openTasks() <= 500, "open-tasks must be from 1 to 500");
        require(config.patience().compareTo(Duration.ofMinutes(1)) >= 0, "patience must be at least a minute");
        return config;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("marketsync.labels." + otherwise);
        }
    }

    /** One attempt on one shop. */
    private final class Fetch {

        private final JobContext job;
        private final ShopAccess shop;
        private final Labels marketplace;

        Fetch(JobContext job, ShopAccess shop, Labels marketplace) {
            this.job = job;
            this.shop = shop;
            this.marketplace = marketplace;
        }

        Ending run() throws InterruptedException {
            boolean done = poll() && ask();
            return done
                    ? ending()
                    : new Ending.Snoozed(
                            AT_ONCE, "There are more labels than one attempt may fetch; the job goes on by itself.");
        }

        /** False when the attempt was asked to end first. */
        private boolean poll() throws InterruptedException {
            List<OpenTask> due = job.unfenced(
                    handle -> tasks.due(handle, shop.sellerId(), shop.shopId(), config.patience(), config.openTasks()));
            List<OpenTask> pending = new ArrayList<>();
            for (OpenTask task : due) {
                if (job.stopRequested()) {
                    polled(pending, null);
                    return false;
                }
                if (!poll(task)) {
                    pending.add(task);
                }
            }
            polled(pending, null);
            return true;
        }

        /** False while the marketplace works on it. */
        private boolean poll(OpenTask task) throws InterruptedException {
            switch (look(task)) {
                case Printing.Pending pending -> {
                    if (!task.late()) {
                        return false;
                    }
                    settle(task, TaskEnd.refused(task, TaskEnd.UNFINISHED));
                }
                case Printing.Done done -> settle(task, TaskEnd.printed(task, done));
                case Printing.Failed failed -> settle(task, TaskEnd.halved(task, failed.why()));
                case Printing.Forgotten forgotten -> settle(task, TaskEnd.refused(task, TaskEnd.FORGOTTEN));
            }
            return true;
        }

        /** One that nobody could look at until it was late is given up: its file may be too large. */
        private Printing look(OpenTask task) throws InterruptedException {
            if (task.numbers().isEmpty()) {
                return new Printing.Forgotten();
            }
            try {
                return marketplace.poll(shop, task.id(), task.numbers());
            } catch (JobFailure failure) {
                if (task.late() && failure.reason() == Reason.TRANSIENT) {
                    return new Printing.Failed(TaskEnd.UNFINISHED);
                }
                polled(List.of(task), BEHIND_OTHERS);
                throw failure;
            }
        }

        /** @param pause null for the one that follows from how often they were looked at */
        private void polled(List<OpenTask> pending, Duration pause) {
            if (pending.isEmpty()) {
                return;
            }
            List<Duration> pauses = pending.stream()
                    .map(task -> pause != null ? pause : PAUSES.get(Math.min(task.polls() + 1, PAUSES.size() - 1)))
                    .toList();
            job.commit(handle -> {
                tasks.polled(handle, shop.sellerId(), shop.shopId(), pending, pauses);
                return null;
            });
        }

        private void settle(OpenTask task, List<Settled> settled) {
            settled.forEach(this::count);
            progress();
            job.commit(handle -> {
                labels.settle(handle, shop.sellerId(), shop.shopId(), task.id(), settled, config.keep());
                return null;
            });
        }

        private void count(Settled settled) {
            if (settled.pdf() != null) {
                job.counts().add("stored", 1);
            } else if (settled.error() != null) {
                job.counts().add(settled.error().permanent() ? "quarantined" : "refused", 1);
            } else {
                job.counts().add("again", 1);
            }
        }

        private void progress() {
            job.progress(new Progress("labels", 1, 1, job.counts().of("stored"), null, null, "labels"));
        }

        /** False when the attempt was asked to end first: what was taken for the last task waits for the next one. */
        private boolean ask() throws InterruptedException {
            int room = config.openTasks() - job.unfenced(handle -> tasks.open(handle, shop.sellerId(), shop.shopId()));
            if (room <= 0) {
                return true;
            }
            List<List<String>> groups = groups(look(room * marketplace.most()));
            Requested requested = Requested.none();
            for (List<String> group : groups.subList(0, Math.min(room, groups.size()))) {
                if (job.stopRequested()) {
                    record(requested, List.of());
                    return false;
                }
                requested = request(record(requested, group));
            }
            if (!groups.isEmpty()) {
                record(requested, List.of());
            }
            return true;
        }

        private List<Wanted> look(int most) {
            return job.unfenced(handle -> {
                labels.want(handle, shop.sellerId(), shop.shopId(), marketplace.settling(), config.keep(), most);
                return labels.due(handle, shop.sellerId(), shop.shopId(), marketplace.most(), most);
            });
        }

        /** In their order, as many as all of one may have with them. */
        private static List<List<String>> groups(List<Wanted> wanted) {
            List<List<String>> groups = new ArrayList<>();
            int together = 0;
            for (Wanted posting : wanted) {
                if (groups.isEmpty()
                        || posting.together() != together
                        || groups.getLast().size() == together) {
                    groups.add(new ArrayList<>());
                    together = posting.together();
                }
                groups.getLast().add(posting.number());
            }
            return groups;
        }

        private List<String> record(Requested requested, List<String> next) {
            requested.refused().forEach(this::count);
            progress();
            return job.commit(handle -> labels.recordAndTake(
                    handle,
                    shop.sellerId(),
                    shop.shopId(),
                    requested,
                    next,
                    new LabelStore.Rests(PAUSES.getFirst(), config.patience(), UNDER_WAY)));
        }

        private Requested request(List<String> taken) throws InterruptedException {
            Requested requested = Requested.none();
            try {
                request(taken, requested);
                return requested;
            } catch (JobFailure | HeldBack unanswered) {
                record(requested, List.of());
                throw unanswered;
            }
        }

        private void request(List<String> numbers, Requested requested) throws InterruptedException {
            if (numbers.isEmpty()) {
                return;
            }
            switch (marketplace.create(shop, numbers)) {
                case Created.Task task ->
                    numbers.forEach(number -> requested.asked().add(new Requested.Asked(number, task.id())));
                case Created.Refused refused -> {
                    if (numbers.size() == 1) {
                        requested.refused().add(Settled.refused(numbers.getFirst(), refused.why()));
                        return;
                    }
                    request(numbers.subList(0, numbers.size() / 2), requested);
                    request(numbers.subList(numbers.size() / 2, numbers.size()), requested);
                }
            }
        }

        private Ending ending() {
            Optional<Duration> next = job.unfenced(handle -> labels.next(handle, shop.sellerId(), shop.shopId()));
            if (next.isPresent()) {
                return new Ending.Snoozed(
                        next.get().compareTo(AT_ONCE) < 0 ? AT_ONCE : next.get(),
                        "The marketplace prints the labels; the job goes on by itself.");
            }
            boolean refused = job.counts().of("quarantined") > 0 || job.counts().of("refused") > 0;
            boolean stored = job.counts().of("stored") > 0;
            if (refused) {
                return stored ? Outcome.PARTIAL : Outcome.FAILED;
            }
            return stored ? Outcome.OK : Outcome.NOTHING;
        }
    }
}
