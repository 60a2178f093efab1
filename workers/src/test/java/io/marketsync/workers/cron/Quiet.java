package io.marketsync.workers.cron;

import java.time.Duration;

import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;

/** A kind of which nothing is to be seen but its jobs. */
final class Quiet implements JobHandler<Quiet.Args> {

    record Args(Integer days) {}

    private final Kind<Args> kind;

    Quiet(String name) {
        this.kind = new Kind<>(
                name, Queue.HIGH, Duration.ofSeconds(10), Duration.ofSeconds(20), RetryPolicy.DEFAULT, Args.class);
    }

    @Override
    public Kind<Args> kind() {
        return kind;
    }

    @Override
    public Ending run(JobContext job, Args args) {
        return Outcome.OK;
    }
}
