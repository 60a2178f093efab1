package io.marketsync.queue;

import java.util.List;

import org.jobrunr.jobs.Job;
import org.jobrunr.server.BackgroundJobPerformer;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.navigation.AmountRequest;

import io.marketsync.job.Queue;
import io.marketsync.testing.TestStorage;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

/** JobRunr's server as a pool of one queue that runs nothing by itself: the test claims and performs, in its own thread. */
final class OneServer extends BackgroundJobServer implements ServesQueue {

    private final Queue queue;

    OneServer(TestStorage storage, Queue queue, JobRunner runner) {
        super(storage.storage, storage.json, only(runner), usingStandardBackgroundJobServerConfiguration());
        this.queue = queue;
    }

    /** With our retries in place of JobRunr's. */
    OneServer retrying(RetryByReason retries) {
        setJobFilters(List.of(retries));
        return this;
    }

    @Override
    public Queue queue() {
        return queue;
    }

    List<Job> claim(int limit) {
        return getStorageProvider().getJobsToProcess(this, new AmountRequest("updatedAt:ASC", limit));
    }

    void perform(Job job) {
        new BackgroundJobPerformer(this, job).run();
    }

    private static JobActivator only(JobRunner runner) {
        return new JobActivator() {
            @Override
            public <T> T activateJob(Class<T> type) {
                return type.cast(runner);
            }
        };
    }
}
