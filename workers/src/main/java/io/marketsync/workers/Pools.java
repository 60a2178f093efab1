package io.marketsync.workers;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the pools, and what follows the breakers of marketplaces, with the process and stops them with it. */
@ApplicationScoped
public class Pools {

    private static final Logger LOG = LoggerFactory.getLogger(Pools.class);

    private final PoolGroup group;
    private final Breakers breakers;
    private final String process;

    Pools(
            PoolsConfig config,
            Workshop shared,
            Breakers breakers,
            MeterRegistry registry,
            @DataSource("workers") AgroalDataSource dataSource) {
        int connections =
                dataSource.getConfiguration().connectionPoolConfiguration().maxSize();
        PoolChecks.requireSane(config, connections);
        this.group = new PoolGroup(config, shared, registry, new BrokenExit(config.drain(), Quarkus::asyncExit));
        this.breakers = breakers;
        this.process = shared.process();
    }

    void start(@Observes StartupEvent event) {
        breakers.start();
        group.start();
        LOG.info(
                "process {} serves {}",
                process,
                group.servers().stream()
                        .map(pool -> pool.queue().word() + " (" + pool.slots() + " slots)")
                        .toList());
    }

    void stop(@Observes ShutdownEvent event) {
        group.close();
        breakers.close();
    }

    /** @param turn returns at once; called when an operator triggers a schedule */
    public void onTrigger(Runnable turn) {
        group.onTrigger(turn);
    }

    /** True when every pool of this process is up. */
    public boolean running() {
        return group.running();
    }
}
