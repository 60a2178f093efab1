package io.marketsync.workers;

import org.jobrunr.jobs.Job;
import org.jobrunr.server.BackgroundJobPerformer;
import org.jobrunr.server.BackgroundJobPerformerFactory;
import org.jobrunr.server.BackgroundJobServer;

import io.marketsync.job.StoredJob;
import io.marketsync.queue.ClaimedJob;

/** Runs one claimed job on its thread, by our pipeline in place of JobRunr's reflection, filters and saves. */
public final class PoolPerformer extends BackgroundJobPerformer {

    private final PoolServer pool;
    private final StoredJob job;

    private PoolPerformer(PoolServer pool, ClaimedJob job) {
        super(pool, job);
        this.pool = pool;
        this.job = job.stored();
    }

    @Override
    public void run() {
        pool.perform(job);
    }

    /** Found by JobRunr through {@link java.util.ServiceLoader}. */
    public static final class Factory implements BackgroundJobPerformerFactory {

        @Override
        public int getPriority() {
            return 100;
        }

        @Override
        public BackgroundJobPerformer newBackgroundJobPerformer(BackgroundJobServer server, Job job) {
            return new PoolPerformer((PoolServer) server, (ClaimedJob) job);
        }
    }
}
