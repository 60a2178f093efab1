package io.marketsync.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.db.Outage;
import io.marketsync.db.StatementCount;
import io.marketsync.db.Transactions;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.NotOffered;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptEnd;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.Ending;
import io.marketsync.job.Ending.CutShort;
import io.marketsync.job.Ending.Discarded;
import io.marketsync.job.Ending.Ended;
import io.marketsync.job.Ending.Snoozed;
import io.marketsync.job.JobHandler;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.Kind;
import io.marketsync.job.Kinds;
import io.marketsync.job.Origin;
import io.marketsync.job.Outcome;
import io.marketsync.job.StoredJob;
import io.marketsync.limit.Deadline;
import io.marketsync.limit.HeldBack;
import io.marketsync.permit.Rank;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.telemetry.JobLog;
import io.marketsync.telemetry.JobMetrics;
import io.marketsync.telemetry.Trouble;

/** One attempt, from claimed to ended. Runs on a worker thread of a pool; how it ended is recorded by {@link Completions}. */
public final class JobRunner implements JobRequestHandler<JobRef> {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    /** For a kind nobody here knows: it fails at once. */
    private static final Duration UNKNOWN = Duration.ofMinutes(1);

    private final Kinds kinds;
    private final Transactions transactions;
    private final JobRunStore runs;
    private final RefusedKeys refusedKeys;
    private final JobMetrics metrics;
    private final Clock clock;
    private final RandomGenerator random;
    private volatile boolean stopping;
    private volatile boolean ranOutOfMemory;

    public JobRunner(
            Kinds kinds,
            Transactions transactions,
            JobRunStore runs,
            RefusedKeys refusedKeys,
            JobMetrics metrics,
            Clock clock,
            RandomGenerator random) {
        this.kinds = kinds;
        this.transactions = transactions;
        this.runs = runs;
        this.refusedKeys = refusedKeys;
        this.metrics = metrics;
        this.clock = clock;
        this.random = random;
    }

    /** How long an attempt of this job may take, from now. */
    public Deadline deadline(StoredJob job) {
        try {
            Kind<?> kind = kinds.kind(job.kind());
            return Deadline.in(kind.softLimit(), kind.hardLimit());
        } catch (JobFailure unknownKind) {
            return Deadline.in(UNKNOWN, UNKNOWN);
        }
    }

    /**
     * Runs the attempt on this thread.
     *
     * @return what its end is, decided when asked for, by who may say so; empty when it lost its job, whose state is another's
     */
    public Optional<Supplier<AttemptEnd>> run(StoredJob job, Deadline deadline) {
        LongSupplier statements = statementsFromHere();
        deadline.enter();
        try (var ignored = JobLog.of(job.id());
                var running = metrics.started(job.queue().word(), job.kind(), job.waited())) {
            Ending ending = rank(job).during(() -> perform(job, deadline));
            running.ended(ending.word());
            LOG.debug("{} attempt {} ended {}", job.kind(), job.attempt(), ending.word());
            boolean byTheStop = ending instanceof CutShort && stopping && !deadline.softPassed();
            return Optional.of(() -> byTheStop ? released(job) : end(job, ending));
        } catch (AttemptLost lost) {
            LOG.info("{}", lost.getMessage());
            return Optional.empty();
        } catch (JobFailure failure) {
            return Optional.of(afterFailure(job, failure));
        } finally {
            Deadline.leave();
            metrics.statements(job.kind(), statements.getAsLong());
        }
    }

    /** The end of an attempt that nobody waits for any more. */
    public AttemptEnd overdue(StoredJob job) {
        Kind<?> kind = kinds.kind(job.kind());
        return failed(
                job,
                new JobFailure(
                        Reason.HARD_LIMIT,
                        "The attempt took longer than " + kind.hardLimit().toSeconds()
                                + " s and is no longer waited for."));
    }

    /** From here on attempts that fail are given back: this process interrupts them, or takes away what they need. */
    public void stopping() {
        stopping = true;
    }

    /** Some attempt did. Any thread of the process may have missed an allocation, so it is not to be trusted any longer. */
    public boolean ranOutOfMemory() {
        return ranOutOfMemory;
    }

    private static Rank rank(StoredJob job) {
        if (job.origin() == Origin.CLICK) {
            return Rank.CLICK;
        }
        return switch (job.queue()) {
            case HIGH -> Rank.HIGH;
            case NORMAL -> Rank.NORMAL;
            case LOW -> Rank.LOW;
        };
    }

    private static AttemptEnd released(StoredJob job) {
        LOG.info("{} {}: attempt {} is given back to its queue: the worker stops", job.kind(), job.id(), job.attempt());
        return AttemptEnd.released(job, "The worker stopped; the job goes on elsewhere.");
    }

    /** JobRunr's JSON of a job names this method. Nobody calls it: a pool has claimed more than a reference. */
    @Override
    public void run(JobRef ref) {
        throw new UnsupportedOperationException("jobs run in marketsync's pools");
    }

    private Supplier<AttemptEnd> afterFailure(StoredJob job, JobFailure failure) {
        if (failure.refusedKey().isEmpty()) {
            return () -> stopping ? released(job) : failed(job, failure);
        }
        try {
            return refusedKeys.park(job, failure) ? () -> parked(job, failure) : () -> failed(job, failure);
        } catch (RuntimeException | Error notSaid) {
            // asked again by the next attempt, and not without end: the marketplace takes offence at refused calls
            LOG.warn(
                    "{} {}: its shop's key is refused, and that could not be written: {}",
                    job.kind(),
                    job.id(),
                    Trouble.why(notSaid));
            return () -> stopping ? released(job) : failed(job, new JobFailure(Reason.TRANSIENT, failure.getMessage()));
        }
    }

    private AttemptEnd parked(StoredJob job, JobFailure refusal) {
        LOG.info(
                "{} {}: attempt {} was refused its shop's key: {} The job goes on with another key.",
                job.kind(),
                job.id(),
                job.attempt(),
                refusal.getMessage());
        metrics.parked(job.queue().word(), job.kind());
        return AttemptEnd.released(job, refusal.getMessage());
    }

    private Ending perform(StoredJob job, Deadline deadline) {
        try {
            return perform(kinds.handler(job.kind()), job, deadline);
        } catch (AttemptLost | JobFailure known) {
            throw known;
        } catch (HeldBack held) {
            return new Snoozed(held.pause(), held.getMessage());
        } catch (NotOffered nothingThere) {
            return new Ended(Outcome.NOTHING, nothingThere.getMessage());
        } catch (InterruptedException interrupted) {
            throw new JobFailure(Reason.TRANSIENT, "The worker stopped; the job goes on elsewhere.");
        } catch (Exception | Error bug) {
            if (bug instanceof OutOfMemoryError) {
                ranOutOfMemory = true;
            }
            if (deadline.hardPassed()) {
                throw new JobFailure(Reason.HARD_LIMIT, "The attempt was cut off at its hard limit.");
            }
            if (Outage.caused(bug)) {
                LOG.debug("{} attempt {}: the database was away", job.kind(), job.attempt(), bug);
                throw new JobFailure(Reason.TRANSIENT, "The database was away for a moment; the job is tried again.");
            }
            LOG.error("{} failed by a fault of ours, attempt {}", job.kind(), job.attempt(), bug);
            throw new JobFailure(
                    Reason.BUG,
                    "Internal error (" + bug.getClass().getSimpleName() + "). It is logged under job " + job.id()
                            + ".");
        }
    }

    private <A extends Record> Ending perform(JobHandler<A> handler, StoredJob job, Deadline deadline)
            throws Exception {
        Attempt attempt = new Attempt(job, transactions, runs, () -> stopping || deadline.softPassed());
        return handler.run(attempt, Kinds.decode(handler.kind(), job.args()));
    }

    private AttemptEnd end(StoredJob job, Ending ending) {
        return switch (ending) {
            case Outcome outcome -> AttemptEnd.of(job, outcome);
            case Ended ended -> AttemptEnd.of(job, ended.outcome(), ended.why());
            case CutShort cutShort -> AttemptEnd.of(job, Outcome.PARTIAL, cutShort.why());
            case Snoozed snoozed -> AttemptEnd.snoozed(job, clock.instant().plus(snoozed.pause()), snoozed.why());
            case Discarded discarded -> AttemptEnd.discarded(job, discarded.why());
        };
    }

    /** What follows a failed attempt, by the kind's policy. */
    AttemptEnd failed(StoredJob job, JobFailure failure) {
        String queue = job.queue().word();
        metrics.failed(queue, job.kind(), failure.reason().word());
        Optional<Duration> wait = policy(job).next(job.failures() + 1, failure, random);
        if (wait.isEmpty()) {
            LOG.warn(
                    "{} {}: attempt {} failed: {} No other follows.",
                    job.kind(),
                    job.id(),
                    job.attempt(),
                    failure.getMessage(),
                    failure.getCause());
            metrics.dead(queue, job.kind());
            return AttemptEnd.dead(job, failure.reason(), failure.getMessage());
        }
        Instant due = clock.instant().plus(wait.get());
        LOG.warn(
                "{} {}: attempt {} failed: {} The next one is at {}.",
                job.kind(),
                job.id(),
                job.attempt(),
                failure.getMessage(),
                due,
                failure.getCause());
        metrics.retried(queue, job.kind());
        return AttemptEnd.retried(job, due, failure.reason(), failure.getMessage());
    }

    private RetryPolicy policy(StoredJob job) {
        try {
            return kinds.kind(job.kind()).retry();
        } catch (JobFailure unknownKind) {
            return RetryPolicy.DEFAULT;
        }
    }

    private static LongSupplier statementsFromHere() {
        long before = StatementCount.soFar();
        return () -> StatementCount.soFar() - before;
    }
}
