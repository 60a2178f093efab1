package io.marketsync.queue;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.RecurringJob;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.utils.mapper.JsonMapper;

/** JobRunr's mapper behind {@link JobRowGuard}. What it could not read again it does not write either. */
public final class GuardedJobMapper extends JobMapper {

    public GuardedJobMapper(JsonMapper json) {
        super(json);
    }

    /** A job whose new state is refused here stays in its old one, from where it is found and tried again; written, it were lost. */
    @Override
    public String serializeJob(Job job) {
        String json = super.serializeJob(job);
        JobRowGuard.check(json);
        return json;
    }

    @Override
    public Job deserializeJob(String json) {
        JobRowGuard.checkRead(json);
        return super.deserializeJob(json);
    }

    /** Nobody of us writes one: our schedules enqueue jobs. */
    @Override
    public RecurringJob deserializeRecurringJob(String json) {
        throw new JobRowGuard.HostileRow("a recurring job");
    }
}
