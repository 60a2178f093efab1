package io.marketsync.workers;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready until every pool of this process is up, and again when JobRunr has stopped one. */
@Readiness
public class PoolsReady implements HealthCheck {

    private final Pools pools;

    PoolsReady(Pools pools) {
        this.pools = pools;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("pools").status(pools.running()).build();
    }
}
