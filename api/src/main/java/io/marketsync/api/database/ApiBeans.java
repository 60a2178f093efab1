package io.marketsync.api.database;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.marketsync.queue.JobQueue;

/** Where the container meets the core. */
@Singleton
public class ApiBeans {

    @Produces
    @Singleton
    JobQueue jobQueue() {
        return new JobQueue();
    }
}
