package io.marketsync.queue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.job.AttemptEnd;
import io.marketsync.job.StoredJob;

/** Attempts of this process, from their claim until their end is recorded. Bounded by slots and {@link Completions}. */
public final class RunningAttempts {

    private static final Logger LOG = LoggerFactory.getLogger(RunningAttempts.class);

    /** One attempt; its thread is null before it starts and after it ends. */
    public static final class Running {

        private final StoredJob job;
        private Thread thread;
        private boolean ended;

        private Running(StoredJob job) {
            this.job = job;
        }

        public StoredJob job() {
            return job;
        }

        public synchronized void startedBy(Thread thread) {
            this.thread = thread;
        }

        /**
         * Whoever gets true says how the attempt ended; nobody else may. After it no interrupt of ours reaches the thread, which may
         * be another job's by then.
         */
        public synchronized boolean end() {
            boolean first = !ended;
            ended = true;
            thread = null;
            return first;
        }

        /** @return false when it runs no more: its end waits to be recorded */
        public synchronized boolean interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
            return !ended;
        }
    }

    private final Map<UUID, Running> byJob = new ConcurrentHashMap<>();

    /** An earlier attempt of the job that still runs here has lost it. */
    public Running add(StoredJob job) {
        Running running = new Running(job);
        Running earlier = byJob.put(job.id(), running);
        if (earlier != null) {
            tellLost(earlier);
        }
        return running;
    }

    /** Its end is recorded, or it lost its job. A later attempt of the same job stays. */
    public void remove(UUID job, int attempt) {
        byJob.computeIfPresent(job, (id, running) -> running.job.attempt() == attempt ? null : running);
    }

    public void recorded(AttemptEnd end) {
        remove(end.jobId(), end.attempt());
    }

    public List<Running> all() {
        return List.copyOf(byJob.values());
    }

    public boolean knows(UUID job, int attempt) {
        Running running = byJob.get(job);
        return running != null && running.job.attempt() == attempt;
    }

    /** The job of a running attempt, if it runs here. */
    public Optional<Running> of(UUID job) {
        return Optional.ofNullable(byJob.get(job));
    }

    /** The database says the job is not this attempt's: nothing it does counts any more, so it is told to stop. */
    public void lost(Running attempt) {
        if (byJob.get(attempt.job.id()) == attempt) {
            tellLost(attempt);
        }
    }

    private static void tellLost(Running attempt) {
        if (attempt.interrupt()) {
            LOG.info(
                    "attempt {} of job {} lost its job (cancelled, or taken over); it is interrupted",
                    attempt.job.attempt(),
                    attempt.job.id());
        }
    }
}
