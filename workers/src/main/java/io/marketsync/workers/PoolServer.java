package io.marketsync.workers;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jobrunr.jobs.Job;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.server.JobSteward;
import org.jobrunr.server.configuration.BackgroundJobServerThreadType;
import org.jobrunr.server.configuration.DefaultBackgroundJobServerWorkerPolicy;
import org.jobrunr.server.strategy.BasicWorkDistributionStrategy;
import org.jobrunr.server.strategy.WorkDistributionStrategy;
import org.jobrunr.storage.navigation.AmountRequest;

import io.marketsync.job.Queue;
import io.marketsync.queue.ServesQueue;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

/**
 * JobRunr's server as the pool of one queue: a fixed number of slots on platform threads. It claims nothing by itself; its
 * {@link Claimer} does, so that there is one claiming thread and a slot is taken when a job is claimed, not when it starts.
 */
public final class PoolServer extends BackgroundJobServer implements ServesQueue {

    private final Queue queue;
    private final int slots;

    public PoolServer(Queue queue, int slots, Workshop shared, PoolsConfig config, JobActivator activator) {
        super(shared.storage(), shared.json(), activator, configuration(queue, slots, shared.process(), config));
        this.queue = queue;
        this.slots = slots;
    }

    private static BackgroundJobServerConfiguration configuration(
            Queue queue, int slots, String process, PoolsConfig config) {
        return usingStandardBackgroundJobServerConfiguration()
                .andName(queue.word() + "@" + process)
                .andPollInterval(config.poll())
                .andInterruptJobsAwaitDurationOnStopBackgroundJobServer(config.drain())
                .andDeleteSucceededJobsAfter(config.keepFinished())
                .andPermanentlyDeleteDeletedJobsAfter(Duration.ofDays(1))
                .andBackgroundJobServerWorkerPolicy(new DefaultBackgroundJobServerWorkerPolicy(
                        slots, BackgroundJobServerThreadType.PlatformThreads));
    }

    @Override
    public Queue queue() {
        return queue;
    }

    public int slots() {
        return slots;
    }

    public int busy() {
        return steward().getOccupiedWorkerCount();
    }

    /** JobRunr announces a server on a thread of its own and tells nobody; this looks every 10 ms. */
    void awaitAnnounced(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (isUnAnnounced() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** Claims as many jobs as slots are free and hands them to threads. Only the pool's claimer calls it. */
    int claim() {
        int free = slots - busy();
        if (free <= 0 || !isRunning() || isNotReadyToProcessJobs()) {
            return 0;
        }
        List<Job> claimed = getStorageProvider().getJobsToProcess(this, new AmountRequest("updatedAt:ASC", free));
        claimed.forEach(this::processJob);
        return claimed.size();
    }

    @Override
    public void processJob(Job job) {
        steward().takeSlot();
        try {
            super.processJob(job);
        } catch (RuntimeException stopped) {
            steward().notifyThreadIdle();
            throw stopped;
        }
    }

    void onSlotFree(Runnable listener) {
        steward().onSlotFree(listener);
    }

    private PoolSteward steward() {
        return (PoolSteward) getJobSteward();
    }

    /** Called by the super constructor: fields of this class are not there yet. */
    @Override
    protected JobSteward createJobSteward() {
        return new PoolSteward(this);
    }

    /** JobRunr's own onboarding, on its own threads and timer, is told that there is never room. */
    @Override
    protected WorkDistributionStrategy createWorkDistributionStrategy() {
        int workers = getConfiguration()
                .getBackgroundJobServerWorkerPolicy()
                .toWorkDistributionStrategy(this)
                .getWorkerCount();
        return new BasicWorkDistributionStrategy(this, workers) {
            @Override
            public AmountRequest getWorkPageRequest() {
                return new AmountRequest("updatedAt:ASC", 0);
            }
        };
    }
}
