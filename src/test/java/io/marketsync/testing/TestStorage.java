package io.marketsync.testing;

import java.util.UUID;

import org.jobrunr.jobs.Job;
import org.jobrunr.utils.mapper.JsonMapper;

import io.marketsync.db.Schema;
import io.marketsync.queue.GuardedJobMapper;
import io.marketsync.queue.HostileRows;
import io.marketsync.queue.JobQueue;
import io.marketsync.queue.JobRunrJson;
import io.marketsync.queue.LocalAttempts;
import io.marketsync.queue.QueueStorage;

/** The queue's storage as a worker has it, and the façade as the api has it. */
public final class TestStorage {

    public final LocalAttempts ends = new LocalAttempts();
    public final JsonMapper json = new JobRunrJson();
    public final GuardedJobMapper mapper = new GuardedJobMapper(json);
    public final JobQueue queue = new JobQueue(mapper);
    public final QueueStorage storage;

    public TestStorage(TestDatabase database) {
        storage = new QueueStorage(database.as(Schema.WORKER), ends, HostileRows.QUARANTINED);
        storage.setJobMapper(mapper);
    }

    public Job job(UUID id) {
        return storage.getJobById(id);
    }
}
