package io.marketsync.testing.wrong.marketplace;

import org.jobrunr.jobs.Job;

public final class KnowsJobRunr {

    public Job job(Job job) {
        return job;
    }
}
