package io.marketsync.queue;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;

/**
 * A job that is about to be stored.
 *
 * @param key that it lives under, free of any waiting or running job; null when it is not unique
 * @param other key that must be free, too; null when none must
 */
record JobInsert(UUID id, NewJob job, String key, String other) {

    private static final Comparator<NewJob> BY_KEY =
            Comparator.comparing(NewJob::uniqueKey, Comparator.nullsFirst(Comparator.naturalOrder()));

    static JobInsert of(UUID id, NewJob job) {
        return job.unique()
                ? new JobInsert(id, job, job.uniqueKey(), job.uniqueKey() + Twin.RERUN)
                : new JobInsert(id, job, null, null);
    }

    /** In the order in which keys are taken; ids grow with it. */
    static List<JobInsert> inOrder(List<NewJob> jobs, Supplier<UUID> ids) {
        return jobs.stream()
                .sorted(BY_KEY)
                .map(job -> JobInsert.of(ids.get(), job))
                .toList();
    }

    /** Anew, after the twin in its way has ended. */
    JobInsert again() {
        return of(id, job);
    }

    /** Behind a running twin, which holds one of the two keys: it waits under the other. */
    JobInsert after(Twin twin) {
        String first = job.uniqueKey();
        return new JobInsert(id, job, twin.key().equals(first) ? first + Twin.RERUN : first, null);
    }

    JobTarget target() {
        return job.target();
    }
}
