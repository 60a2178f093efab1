package io.marketsync.queue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import io.marketsync.db.Transactions;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.JobRunStore;
import io.marketsync.job.Kind;
import io.marketsync.job.Kinds;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.telemetry.JobMetrics;
import io.marketsync.testing.TestStorage;

/** A kind whose attempts do what the test says. */
final class ScriptedKind implements JobHandler<ScriptedKind.Args> {

    record Args() {}

    static final Kind<Args> KIND = new Kind<>(
            "test.scripted", Queue.HIGH, Duration.ofSeconds(1), Duration.ofSeconds(2), RetryPolicy.DEFAULT, Args.class);

    Callable<Outcome> attempt = () -> Outcome.OK;

    @Override
    public Kind<Args> kind() {
        return KIND;
    }

    @Override
    public Outcome run(JobContext job, Args args) throws InterruptedException {
        try {
            return attempt.call();
        } catch (RuntimeException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    OneServer server(TestStorage storage, Transactions transactions) {
        Kinds kinds = new Kinds(List.of(this));
        JobMetrics metrics = new JobMetrics(new SimpleMeterRegistry());
        JobRunner runner = new JobRunner(kinds, transactions, new JobRunStore(), storage.ends, metrics);
        return new OneServer(storage, Queue.HIGH, runner)
                .retrying(new RetryByReason(kinds, metrics, Clock.systemUTC(), new Random(1)));
    }
}
