package io.marketsync.queue;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.utils.mapper.JsonMapper;

/** JobRunr's mapper behind {@link JobRowGuard}. */
public final class GuardedJobMapper extends JobMapper {

    public GuardedJobMapper(JsonMapper json) {
        super(json);
    }

    @Override
    public Job deserializeJob(String json) {
        JobRowGuard.check(json);
        return super.deserializeJob(json);
    }
}
