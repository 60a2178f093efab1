package io.marketsync.workers;

import java.lang.reflect.InvocationTargetException;

import org.jobrunr.jobs.Job;
import org.jobrunr.server.BackgroundJobPerformer;
import org.jobrunr.server.BackgroundJobPerformerFactory;
import org.jobrunr.server.BackgroundJobServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.failure.JobFailure;
import io.marketsync.job.AttemptLost;

/**
 * Runs one claimed job. A known failure becomes the job's state without JobRunr's own log of it: what follows is logged where it is
 * decided. An attempt that lost its job ends without touching the job's state, which is another's by now.
 */
public final class PoolPerformer extends BackgroundJobPerformer {

    private static final Logger LOG = LoggerFactory.getLogger(PoolPerformer.class);

    private final Job job;

    private PoolPerformer(BackgroundJobServer server, Job job) {
        super(server, job);
        this.job = job;
    }

    @Override
    protected void performJob() throws Exception {
        try {
            super.performJob();
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case AttemptLost lost -> LOG.info("{}", lost.getMessage());
                case JobFailure failure -> fail(failure);
                default -> throw e;
            }
        }
    }

    private void fail(JobFailure failure) {
        boolean interrupted = Thread.interrupted(); // waiting for a connection would fail, and the job with it
        try {
            job.failed(failure.reason().word(), failure);
            saveAndRunStateRelatedJobFilters(job);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Found by JobRunr through {@link java.util.ServiceLoader}. */
    public static final class Factory implements BackgroundJobPerformerFactory {

        @Override
        public int getPriority() {
            return 100;
        }

        @Override
        public BackgroundJobPerformer newBackgroundJobPerformer(BackgroundJobServer server, Job job) {
            return new PoolPerformer(server, job);
        }
    }
}
