package io.marketsync.workers;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.job.Ending;
import io.marketsync.job.Ending.CutShort;
import io.marketsync.job.Ending.Discarded;
import io.marketsync.job.Ending.Ended;
import io.marketsync.job.Ending.Snoozed;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What handlers may say at their end besides an outcome. */
class EndingsIT {

    record Nothing() {}

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final class Scripted implements JobHandler<Nothing> {

        private final Kind<Nothing> kind = new Kind<>(
                "test.ending",
                Queue.HIGH,
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                RetryPolicy.DEFAULT,
                Nothing.class);
        final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
        final List<Instant> started = new CopyOnWriteArrayList<>();

        @Override
        public Kind<Nothing> kind() {
            return kind;
        }

        @Override
        public Ending run(JobContext job, Nothing nothing) throws InterruptedException {
            started.add(job.startedAt());
            job.counts().add("pages", 1);
            job.commit(handle -> null);
            return endings.take();
        }
    }

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final Scripted handler = new Scripted();
    private TestPools pools;
    private UUID job;

    @BeforeEach
    void aJobRuns() throws SQLException {
        pools = TestPools.start(database, Map.of("high", 1), handler);
        job = pools.enqueue(handler.kind, database.seller("Patient seller"), null, new Nothing(), 0);
    }

    @AfterEach
    void stop() {
        handler.endings.add(Outcome.OK);
        pools.close();
    }

    @Test
    void aSnoozedJobGoesOnAtItsTimeWithWhatItHasAndNoFailureCounts() {
        handler.endings.add(new Snoozed(Duration.ofSeconds(2), "The report is not ready yet."));
        awaitJob("SCHEDULED 1 0 - The report is not ready yet.");
        handler.endings.add(Outcome.OK);
        awaitJob("SUCCEEDED 2 0 ok -");
        assertThat(Duration.between(handler.started.getFirst(), handler.started.getLast()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(column("SELECT counts ->> 'pages' FROM job_run WHERE job_id = ?"))
                .isEqualTo("2");
        assertThat(pools.registry
                        .get("marketsync.job.duration")
                        .tag("outcome", "snoozed")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aDiscardedJobEndsWithoutAnotherAttempt() {
        handler.endings.add(new Discarded("The shop was removed."));
        awaitJob("DELETED 1 0 nothing The shop was removed.");
        assertThat(column("SELECT status FROM operation WHERE id = ?")).isEqualTo("finished");
    }

    @Test
    void anEndCanSayWhyItIsNoBetter() {
        handler.endings.add(new Ended(Outcome.PARTIAL, "Half of the catalogue is missing."));
        awaitJob("SUCCEEDED 1 0 partial Half of the catalogue is missing.");
        assertThat(pools.registry
                        .get("marketsync.job.duration")
                        .tag("outcome", "partial")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void anAttemptThatWasCutShortIsPartialAndSaysHowTheRestFollows() {
        handler.endings.add(new CutShort("A hundred were read; the next sync reads the rest."));
        awaitJob("SUCCEEDED 1 0 partial A hundred were read; the next sync reads the rest.");
    }

    @Test
    void nobodySnoozesForNothingOrForEver() {
        for (Duration pause : List.of(Duration.ZERO, Duration.ofMillis(999), Duration.ofDays(31))) {
            assertThatThrownBy(() -> new Snoozed(pause, "")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** State; attempt, failures, outcome and error of the run. */
    private void awaitJob(String expected) {
        Awaitility.await(expected).atMost(SOON).until(() -> column("""
                        SELECT j.state || ' ' || r.attempt || ' ' || r.failures || ' ' || coalesce(r.outcome, '-') || ' '
                            || coalesce(r.error, '-')
                        FROM jobrunr_jobs j JOIN job_run r ON r.job_id = j.id WHERE j.id = ?""").equals(expected));
    }

    private String column(String sql) {
        return database.superuser()
                .withHandle(handle ->
                        handle.select(sql, job).mapTo(String.class).findOne().orElse(""));
    }
}
