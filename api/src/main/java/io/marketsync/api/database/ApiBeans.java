package io.marketsync.api.database;

import java.security.SecureRandom;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.marketsync.queue.Admission;
import io.marketsync.queue.JobQueue;

/** Where the container meets the core. */
@Singleton
public class ApiBeans {

    @Produces
    @Singleton
    JobQueue jobQueue() {
        return new JobQueue();
    }

    @Produces
    @Singleton
    Admission admission() {
        return new Admission(new SecureRandom());
    }
}
