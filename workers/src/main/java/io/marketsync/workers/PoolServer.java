package io.marketsync.workers;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jobrunr.jobs.Job;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobSteward;
import org.jobrunr.server.configuration.BackgroundJobServerWorkerPolicy;
import org.jobrunr.server.strategy.BasicWorkDistributionStrategy;
import org.jobrunr.server.strategy.WorkDistributionStrategy;
import org.jobrunr.server.threadpool.JobRunrExecutor;
import org.jobrunr.storage.navigation.AmountRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.job.AttemptEnd;
import io.marketsync.job.Queue;
import io.marketsync.job.StoredJob;
import io.marketsync.limit.Deadline;
import io.marketsync.queue.Claims;
import io.marketsync.queue.RunningAttempts;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

/**
 * JobRunr's server as the pool of one queue: a number of slots on platform threads. It claims nothing by itself; its
 * {@link Claimer} does, so that there is one claiming thread and a slot is taken when a job is claimed, not when it starts.
 */
public final class PoolServer extends BackgroundJobServer {

    private static final Logger LOG = LoggerFactory.getLogger(PoolServer.class);

    private final Queue queue;
    private final Workshop shared;
    private final Claims claims;
    private final int clickSlots;
    private volatile int slots;
    private volatile boolean sized;
    private volatile Runnable wider = () -> {};
    private boolean stopping;

    public PoolServer(Queue queue, Workshop shared, PoolsConfig config) {
        super(
                new TolerantStorage(shared.storage(), queue.word() + "@" + shared.process()),
                shared.json(),
                null,
                configuration(queue, shared.process(), config));
        this.queue = queue;
        this.shared = shared;
        this.slots = config.slots().get(queue.word());
        this.clickSlots = config.clickSlots().getOrDefault(queue.word(), 0);
        this.claims = new Claims(
                shared.connections()::open,
                queue,
                getId(),
                getConfiguration().getName(),
                shared.kinds().all().stream().map(kind -> kind.name()).toList(),
                shared.clock());
    }

    private static BackgroundJobServerConfiguration configuration(Queue queue, String process, PoolsConfig config) {
        return usingStandardBackgroundJobServerConfiguration()
                .andName(queue.word() + "@" + process)
                .andPollInterval(config.poll())
                .andInterruptJobsAwaitDurationOnStopBackgroundJobServer(Duration.ofSeconds(1))
                .andBackgroundJobServerWorkerPolicy(
                        new Workers(queue.word(), config.slots().get(queue.word())));
    }

    public Queue queue() {
        return queue;
    }

    /** As configured, until the first heartbeat has read what operators want. */
    public int slots() {
        return slots;
    }

    /** A wider pool claims at once; a narrower one claims nothing until enough of its jobs have ended; one of 0 serves nothing. */
    void resize(int slots) {
        boolean more = slots > this.slots || !sized;
        this.slots = slots;
        this.sized = true;
        if (more) {
            wider.run();
        }
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

    /**
     * What a claim did.
     *
     * @param more there was room for more than it got: look again at once
     * @param again when to claim again at the latest; empty when only an event can change anything
     */
    record Claimed(int jobs, boolean more, Optional<Instant> again) {

        static final Claimed NOTHING = new Claimed(0, false, Optional.empty());
    }

    /** Claims as many jobs as slots are free and hands them to threads. Only the pool's claimer calls it. */
    synchronized Claimed claim(boolean news) {
        int width = slots;
        int room = width - busy();
        if (!stopping && !isRunning()) {
            restart();
        }
        if (!sized || room <= 0 || stopping || !isAnnounced() || !isRunning()) {
            return Claimed.NOTHING;
        }
        // of a pool that was narrowed one slot at least is for everybody
        int forClicks = Math.min(clickSlots, width - 1);
        Claims.Batch batch = claims.claim(room, Math.max(0, room - forClicks), news);
        batch.jobs().forEach(this::start);
        boolean more = !batch.jobs().isEmpty() && batch.jobs().size() < room;
        return new Claimed(batch.jobs().size(), more, batch.again());
    }

    /** JobRunr stops a server that it takes for broken, and for good. */
    private void restart() {
        try {
            LOG.warn(
                    "JobRunr has stopped {}; it is started again",
                    getConfiguration().getName());
            start();
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} could not be started and is tried again: {}",
                    getConfiguration().getName(),
                    e.getMessage());
        }
    }

    /** After this nothing is claimed, and what a claim under way got is with its threads. */
    synchronized void stopClaiming() {
        stopping = true;
        claims.close();
    }

    /** On a thread of JobRunr's server, by our pipeline in place of its reflection, filters and saves. */
    private void start(StoredJob job) {
        RunningAttempts.Running attempt = shared.running().add(job, steward()::notifyThreadIdle);
        steward().takeSlot();
        try {
            workers().threads().execute(() -> perform(job, attempt));
        } catch (RuntimeException | OutOfMemoryError refused) {
            LOG.warn("job {} got no thread and goes back to its queue", job.id(), refused);
            if (attempt.end()) {
                shared.completions().add(AttemptEnd.released(job, "No thread could be had for it."));
            }
            attempt.freeSlot();
        }
    }

    /** JobRunr's own onboarding finds no room, so this is never asked for. */
    @Override
    public void processJob(Job job) {
        throw new UnsupportedOperationException("jobs are claimed by marketsync's claimers");
    }

    private void perform(StoredJob job, RunningAttempts.Running attempt) {
        Deadline deadline = shared.runner().deadline(job);
        attempt.startedBy(Thread.currentThread(), deadline);
        try {
            Optional<Supplier<AttemptEnd>> end = shared.runner().run(job, deadline);
            if (attempt.end()) {
                Thread.interrupted(); // an interrupt was the attempt's, not its end's
                end.map(Supplier::get).ifPresentOrElse(shared.completions()::add, () -> shared.running()
                        .remove(job.id(), job.attempt()));
            } else {
                LOG.info("attempt {} of job {} came to its end too late; it is refused", job.attempt(), job.id());
            }
        } finally {
            attempt.threadEnded();
            Thread.interrupted(); // the thread's next job must not find it
            attempt.freeSlot();
        }
    }

    void onWider(Runnable listener) {
        wider = listener;
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
    private static final class NoRoom extends BasicWorkDistributionStrategy {

        NoRoom(BackgroundJobServer server, int workers) {
            super(server, workers);
        }

        @Override
        public AmountRequest getWorkPageRequest() {
            return new AmountRequest("updatedAt:ASC", 0);
        }
    }

    private Workers workers() {
        return (Workers) getConfiguration().getBackgroundJobServerWorkerPolicy();
    }

    private static final class Workers implements BackgroundJobServerWorkerPolicy {

        private final ElasticThreads threads;
        private final int slots;

        Workers(String queue, int slots) {
            this.threads = new ElasticThreads(queue, slots);
            this.slots = slots;
        }

        ElasticThreads threads() {
            return threads;
        }

        @Override
        public WorkDistributionStrategy toWorkDistributionStrategy(BackgroundJobServer server) {
            return new NoRoom(server, slots);
        }

        @Override
        public JobRunrExecutor toJobRunrExecutor() {
            return threads;
        }
    }
}
