package io.marketsync.queue;

import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.filters.RetryFilter;
import org.jobrunr.jobs.states.FailedState;
import org.jobrunr.jobs.states.JobState;
import org.jobrunr.jobs.states.StateName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.job.Kinds;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.telemetry.JobMetrics;

/** Decides what follows a failed attempt, by the kind's policy. Extends JobRunr's own filter because only one may elect states. */
public final class RetryByReason extends RetryFilter {

    private static final Logger LOG = LoggerFactory.getLogger(RetryByReason.class);

    private static final String QUEUE_LABEL = "queue:";
    private static final String KIND_LABEL = "kind:";

    private final Kinds kinds;
    private final JobMetrics metrics;
    private final Clock clock;
    private final RandomGenerator random;

    public RetryByReason(Kinds kinds, JobMetrics metrics, Clock clock, RandomGenerator random) {
        this.kinds = kinds;
        this.metrics = metrics;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void onStateElection(Job job, JobState state) {
        if (!(state instanceof FailedState failed)) {
            return;
        }
        Throwable failure = failure(failed);
        int attempts = attempts(job);
        policy(job)
                .next(attempts, failure, random)
                .ifPresentOrElse(
                        wait -> retry(job, attempts, failure, clock.instant().plus(wait)),
                        () -> giveUp(job, attempts, failure));
    }

    private void retry(Job job, int attempts, Throwable failure, Instant at) {
        LOG.warn(
                "{} {}: attempt {} failed: {} The next one is at {}.",
                job.getJobName(),
                job.getId(),
                attempts,
                failure.getMessage(),
                at);
        metrics.retried(label(job, QUEUE_LABEL), label(job, KIND_LABEL));
        job.scheduleAt(at, "attempt " + (attempts + 1));
    }

    private void giveUp(Job job, int attempts, Throwable failure) {
        LOG.warn(
                "{} {}: attempt {} failed: {} No other follows.",
                job.getJobName(),
                job.getId(),
                attempts,
                failure.getMessage());
        metrics.dead(label(job, QUEUE_LABEL), label(job, KIND_LABEL));
    }

    /** JobRunr's own failures (an orphan, a stopping server) say nothing against another attempt. */
    private static Throwable failure(FailedState failed) {
        Throwable failure = failed.getException();
        return failure instanceof JobFailure
                ? failure
                : new JobFailure(Reason.TRANSIENT, "The worker stopped or died.");
    }

    private static int attempts(Job job) {
        return (int) job.getJobStates().stream()
                .filter(state -> state.getName() == StateName.FAILED)
                .count();
    }

    private RetryPolicy policy(Job job) {
        try {
            return kinds.kind(label(job, KIND_LABEL)).retry();
        } catch (JobFailure unknownKind) {
            return RetryPolicy.DEFAULT;
        }
    }

    private static String label(Job job, String prefix) {
        return job.getLabels().stream()
                .filter(label -> label.startsWith(prefix))
                .map(label -> label.substring(prefix.length()))
                .findFirst()
                .orElse("other");
    }
}
