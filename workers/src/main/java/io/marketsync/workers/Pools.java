package io.marketsync.workers;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.JobActivator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.job.Queue;
import io.marketsync.queue.JobRunner;
import io.marketsync.queue.RetryByReason;

/**
 * The pools of this process. They start with it; on SIGTERM they claim nothing more, running jobs get the drain time, and what is
 * not done by then is interrupted and tried again elsewhere.
 */
@ApplicationScoped
public class Pools {

    private static final Logger LOG = LoggerFactory.getLogger(Pools.class);

    private final PoolsConfig config;
    private final Workshop shared;
    private final MeterRegistry registry;
    private final List<PoolServer> servers = new ArrayList<>();
    private final List<Claimer> claimers = new ArrayList<>();
    private final WakeUps wakeUps;

    Pools(
            PoolsConfig config,
            Workshop shared,
            MeterRegistry registry,
            @DataSource("workers") AgroalDataSource dataSource) {
        this.config = PoolChecks.requireSane(config, dataSource);
        this.shared = shared;
        this.registry = registry;
        this.wakeUps = new WakeUps(ListenConnections.like(dataSource), this::wake, this::wakeAll);
    }

    void start(@Observes StartupEvent event) {
        for (String queue : config.serve()) {
            start(Queue.of(queue));
        }
        wakeUps.start();
        LOG.info(
                "process {} serves {}",
                shared.process(),
                servers.stream()
                        .map(pool -> pool.queue().word() + " (" + pool.slots() + " slots)")
                        .toList());
    }

    private void start(Queue queue) {
        JobActivator activator = new OnlyTheRunner(shared.runner());
        PoolServer pool = new PoolServer(
                queue,
                config.slots().get(queue.word()),
                shared.process(),
                config,
                shared.storage(),
                shared.json(),
                activator);
        pool.setJobFilters(
                List.of(new RetryByReason(shared.kinds(), shared.metrics(), Clock.systemUTC(), new Random())));
        Claimer claimer = new Claimer(pool, new PoolMetrics(registry, pool), config.poll());
        servers.add(pool);
        claimers.add(claimer);
        pool.start();
        claimer.start();
    }

    void stop(@Observes ShutdownEvent event) {
        wakeUps.close();
        claimers.forEach(Claimer::close);
        servers.parallelStream().forEach(BackgroundJobServer::stop);
    }

    /** True when every pool of this process is up. */
    public boolean running() {
        return !servers.isEmpty() && servers.stream().allMatch(PoolServer::isRunning);
    }

    private void wake(String queue) {
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).queue().word().equals(queue)) {
                claimers.get(i).wake();
            }
        }
    }

    private void wakeAll() {
        claimers.forEach(Claimer::wake);
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
