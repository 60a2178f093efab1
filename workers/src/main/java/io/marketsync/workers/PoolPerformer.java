package io.marketsync.workers;

import java.lang.reflect.InvocationTargetException;

import org.jobrunr.jobs.Job;
import org.jobrunr.server.BackgroundJobPerformer;
import org.jobrunr.server.BackgroundJobPerformerFactory;
import org.jobrunr.server.BackgroundJobServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.job.AttemptLost;

/** Runs one claimed job; an attempt that lost its job ends without touching the job's state, which is another's by now. */
public final class PoolPerformer extends BackgroundJobPerformer {

    private static final Logger LOG = LoggerFactory.getLogger(PoolPerformer.class);

    private PoolPerformer(BackgroundJobServer server, Job job) {
        super(server, job);
    }

    @Override
    protected void performJob() throws Exception {
        try {
            super.performJob();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof AttemptLost lost) {
                LOG.info("{}", lost.getMessage());
                return;
            }
            throw e;
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
