package io.marketsync.queue;

import java.util.UUID;

import org.jobrunr.jobs.lambdas.JobRequest;

/**
 * All that JobRunr stores of a job: a reference to our own row. Its JSON names classes and methods to call, so nothing of a
 * handler, a seller or an argument is in it. The name of this class is a database format.
 */
public record JobRef(UUID id) implements JobRequest {

    @Override
    public Class<JobRunner> getJobRequestHandler() {
        return JobRunner.class;
    }
}
