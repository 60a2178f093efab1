package io.marketsync.queue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.job.AttemptEnd;
import io.marketsync.job.StoredJob;
import io.marketsync.limit.Deadline;

/** Attempts of this process, from their claim until their end is recorded. Bounded by slots and {@link Completions}. */
public final class RunningAttempts {

    private static final Logger LOG = LoggerFactory.getLogger(RunningAttempts.class);

    /** One attempt: who runs it, until when, and who may say how it ended. */
    public static final class Running {

        private final StoredJob job;
        private final Runnable slot;
        private final AtomicBoolean slotFree = new AtomicBoolean();
        private Thread thread;
        private Deadline deadline;
        private boolean ended;

        private Running(StoredJob job, Runnable slot) {
            this.job = job;
            this.slot = slot;
        }

        public StoredJob job() {
            return job;
        }

        public synchronized void startedBy(Thread thread, Deadline deadline) {
            this.thread = thread;
            this.deadline = deadline;
        }

        /** Whoever gets true says how the attempt ended, and nobody else may. */
        public synchronized boolean end() {
            boolean first = !ended;
            ended = true;
            return first;
        }

        /** Its thread works for it no more. After it no interrupt of ours reaches the thread, which may be another job's by then. */
        public synchronized void threadEnded() {
            thread = null;
        }

        /** @return false when its end is said already */
        public synchronized boolean interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
            return !ended;
        }

        public synchronized boolean overdue() {
            return !ended && deadline != null && deadline.hardPassed();
        }

        /** Its end was said by another than its thread, which still works. */
        synchronized boolean stuck() {
            return ended && thread != null;
        }

        /** Exactly once, whoever comes first. */
        public void freeSlot() {
            if (slotFree.compareAndSet(false, true)) {
                slot.run();
            }
        }
    }

    private final Map<UUID, Running> byJob = new ConcurrentHashMap<>();
    private final Set<Running> abandoned = ConcurrentHashMap.newKeySet();

    /**
     * An earlier attempt of the job that still runs here has lost it.
     *
     * @param slot frees the slot that the attempt takes
     */
    public Running add(StoredJob job, Runnable slot) {
        Running running = new Running(job, slot);
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

    /**
     * Takes the attempt away from its thread: interrupted, its slot free, and what it still does is refused. The caller has called
     * {@link Running#end}.
     */
    public void abandon(Running attempt) {
        abandoned.add(attempt);
        attempt.interrupt();
        attempt.freeSlot();
    }

    /** Threads that work on although nobody waits for them. */
    public int stuck() {
        abandoned.removeIf(attempt -> !attempt.stuck());
        return abandoned.size();
    }

    /** The job was cancelled: its state is not ours to write any more. */
    public void cancelled(UUID job) {
        of(job).filter(Running::end).ifPresent(attempt -> {
            LOG.info("job {} was cancelled; attempt {} is interrupted", job, attempt.job.attempt());
            abandon(attempt);
            remove(job, attempt.job.attempt());
        });
    }

    /** The database says the job is not this attempt's: nothing it does counts any more, so it is told to stop. */
    public void lost(Running attempt) {
        if (byJob.get(attempt.job.id()) == attempt) {
            tellLost(attempt);
        }
    }

    private void tellLost(Running attempt) {
        if (attempt.end()) {
            LOG.info(
                    "attempt {} of job {} lost its job (cancelled, or taken over); it is interrupted",
                    attempt.job.attempt(),
                    attempt.job.id());
            abandon(attempt);
            remove(attempt.job.id(), attempt.job.attempt());
        }
    }
}
