package io.marketsync.queue;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.states.ProcessingState;

import io.marketsync.job.StoredJob;

/** A claimed job as JobRunr's server passes it to the thread that performs it: its state is known, its stored JSON is not read. */
public final class ClaimedJob extends Job {

    private final transient StoredJob stored;

    ClaimedJob(StoredJob stored, int version, ProcessingState state) {
        super(stored.id(), version, new JobDetails(new JobRef(stored.id())), List.of(state), new ConcurrentHashMap<>());
        setJobName(stored.kind());
        this.stored = stored;
    }

    public StoredJob stored() {
        return stored;
    }
}
