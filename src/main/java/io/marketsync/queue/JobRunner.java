package io.marketsync.queue;

import java.util.function.LongSupplier;

import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import io.marketsync.db.StatementCount;
import io.marketsync.db.Transactions;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Attempt;
import io.marketsync.job.AttemptEnd;
import io.marketsync.job.AttemptLost;
import io.marketsync.job.JobHandler;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.Kind;
import io.marketsync.job.Kinds;
import io.marketsync.job.Outcome;
import io.marketsync.job.StoredJob;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.telemetry.JobMetrics;

/**
 * One attempt, from claimed to ended. Runs on a worker thread of a pool. The outcome is left in {@link LocalAttempts}, from where
 * {@link QueueJobTable} writes it in the transaction that changes the job's state.
 */
public final class JobRunner implements JobRequestHandler<JobRef> {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private final Kinds kinds;
    private final Transactions transactions;
    private final JobRunStore runs;
    private final LocalAttempts attempts;
    private final JobMetrics metrics;

    public JobRunner(
            Kinds kinds, Transactions transactions, JobRunStore runs, LocalAttempts attempts, JobMetrics metrics) {
        this.kinds = kinds;
        this.transactions = transactions;
        this.runs = runs;
        this.attempts = attempts;
        this.metrics = metrics;
    }

    @Override
    public void run(JobRef ref) {
        StoredJob job = begin(ref);
        LongSupplier statements = statementsFromHere();
        try (var ignored = MDC.putCloseable("job", job.id().toString());
                var running = metrics.started(job.queue().word(), job.kind(), job.waited())) {
            Outcome outcome = perform(job);
            attempts.put(AttemptEnd.of(job, outcome));
            running.ended(outcome.word());
            LOG.info(
                    "{} attempt {} ended {} after {} statements",
                    job.kind(),
                    job.attempt(),
                    outcome.word(),
                    statements.getAsLong());
        } finally {
            metrics.statements(job.kind(), statements.getAsLong());
        }
    }

    private StoredJob begin(JobRef ref) {
        int attempt = attempts.begin(ref.id()).orElseThrow(() -> new AttemptLost(ref.id(), 0));
        try {
            return transactions
                    .forSystem(handle -> runs.begin(handle, ref.id(), attempt))
                    .orElseThrow(() -> new AttemptLost(ref.id(), attempt));
        } catch (AttemptLost lost) {
            throw lost;
        } catch (RuntimeException unreachable) {
            LOG.warn("job {} could not begin an attempt and is tried again", ref.id(), unreachable);
            throw new JobFailure(Reason.TRANSIENT, "The attempt could not begin; the job is tried again.");
        }
    }

    /** Every failure leaves as a {@link JobFailure}: JobRunr stores class names of exceptions, and only known ones may be stored. */
    private Outcome perform(StoredJob job) {
        try {
            return perform(kinds.handler(job.kind()), job);
        } catch (AttemptLost lost) {
            throw lost;
        } catch (JobFailure failure) {
            throw failed(job, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed(job, new JobFailure(Reason.TRANSIENT, "The worker stopped; the job goes on elsewhere."));
        } catch (Exception | Error bug) {
            LOG.error("{} failed by a fault of ours, attempt {}", job.kind(), job.attempt(), bug);
            throw failed(
                    job,
                    new JobFailure(
                            Reason.BUG,
                            "Internal error (" + bug.getClass().getSimpleName() + "). It is logged under job "
                                    + job.id() + "."));
        }
    }

    private <A extends Record> Outcome perform(JobHandler<A> handler, StoredJob job) throws Exception {
        Kind<A> kind = handler.kind();
        return handler.run(new Attempt(job, transactions, runs), Kinds.decode(kind, job.args()));
    }

    private JobFailure failed(StoredJob job, JobFailure failure) {
        attempts.put(AttemptEnd.failed(job, RetryPolicy.reasonOf(failure), failure.getMessage()));
        metrics.failed(job.queue().word(), job.kind(), failure.reason().word());
        return withoutCause(job, failure);
    }

    /** JobRunr stores the class of a cause, too; it belongs into the log. */
    private static JobFailure withoutCause(StoredJob job, JobFailure failure) {
        if (failure.getCause() == null) {
            return failure;
        }
        LOG.info("{} attempt {} of job {} failed", job.kind(), job.attempt(), job.id(), failure);
        return new JobFailure(
                failure.reason(), failure.getMessage(), failure.retryAfter().orElse(null), null);
    }

    private static LongSupplier statementsFromHere() {
        long before = StatementCount.soFar();
        return () -> StatementCount.soFar() - before;
    }
}
