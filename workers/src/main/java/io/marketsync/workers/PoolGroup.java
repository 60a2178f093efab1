package io.marketsync.workers;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.micrometer.core.instrument.MeterRegistry;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.JobActivator;

import io.marketsync.job.Queue;
import io.marketsync.queue.JobRunner;
import io.marketsync.queue.RetryByReason;

/**
 * The pools of one process with the threads that feed them. On {@link #close} nothing more is claimed, running jobs get the drain
 * time, and what is not done by then is interrupted and tried again elsewhere.
 */
public final class PoolGroup implements AutoCloseable {

    /** A database that is away then does not keep the process from starting; the pool announces itself when it is back. */
    private static final Duration LONGEST_ANNOUNCE = Duration.ofSeconds(5);

    private record Fed(PoolServer pool, Claimer claimer) {}

    private final List<Fed> pools;
    private final WakeUps wakeUps;

    public PoolGroup(PoolsConfig config, Workshop shared, MeterRegistry registry, ListenConnections connections) {
        this.pools = config.serve().stream()
                .map(queue -> pool(Queue.of(queue), config, shared, registry))
                .toList();
        this.wakeUps = new WakeUps(connections, this::wake, this::wakeAll);
    }

    private static Fed pool(Queue queue, PoolsConfig config, Workshop shared, MeterRegistry registry) {
        int slots = config.slots().get(queue.word());
        PoolServer pool = new PoolServer(queue, slots, shared, config, new OnlyTheRunner(shared.runner()));
        pool.setJobFilters(
                List.of(new RetryByReason(shared.kinds(), shared.metrics(), Clock.systemUTC(), new Random())));
        return new Fed(pool, new Claimer(pool, new PoolMetrics(registry, pool), config.poll()));
    }

    /** One after the other: servers that announce themselves at the same moment may both take themselves for the master. */
    public void start() {
        for (Fed fed : pools) {
            fed.pool.start();
            fed.pool.awaitAnnounced(LONGEST_ANNOUNCE);
            fed.claimer.start();
        }
        wakeUps.start();
    }

    @Override
    public void close() {
        wakeUps.close();
        pools.forEach(fed -> fed.claimer.close());
        servers().parallelStream().forEach(BackgroundJobServer::stop);
    }

    /** True when every pool is up and claims. */
    public boolean running() {
        return pools.stream().allMatch(fed -> fed.pool.isRunning() && fed.claimer.alive());
    }

    public List<PoolServer> servers() {
        return pools.stream().map(Fed::pool).toList();
    }

    private void wake(String queue) {
        pools.stream().filter(fed -> fed.pool.queue().word().equals(queue)).forEach(fed -> fed.claimer.wake());
    }

    private void wakeAll() {
        pools.forEach(fed -> fed.claimer.wake());
    }

    /** JobRunr asks for the handler by class; there is one. Answering null would make it build its own. */
    private record OnlyTheRunner(JobRunner runner) implements JobActivator {

        @Override
        public <T> T activateJob(Class<T> type) {
            if (type != JobRunner.class) {
                throw new IllegalArgumentException("no job runs as " + type.getName());
            }
            return type.cast(runner);
        }
    }
}
