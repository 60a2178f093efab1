package io.marketsync.workers;

import java.util.Arrays;
import java.util.List;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;

import io.marketsync.breaker.BreakerConfig;
import io.marketsync.breaker.CallWindow;
import io.marketsync.marketplace.ozon.OzonCanary;
import io.marketsync.marketplace.ozon.OzonClient;
import io.marketsync.marketplace.ozon.OzonConfig;
import io.marketsync.permit.PermitGate;
import io.marketsync.permit.PermitsConfig;
import io.marketsync.permit.ProcessMembers;
import io.marketsync.permit.Rank;
import io.marketsync.permit.SharedPermits;
import io.marketsync.redis.RedisMonitor;
import io.marketsync.shop.KeyOpener;
import io.marketsync.telemetry.BreakerMetrics;
import io.marketsync.telemetry.PermitMetrics;
import io.marketsync.workers.Breakers.Guarded;

/** The ways of this process to marketplaces: permits before each call, breakers after it. */
@Singleton
public class MarketplaceBeans {

    @Produces
    @Singleton
    ProcessMembers members() {
        return new ProcessMembers();
    }

    @Produces
    @Singleton
    SharedPermits permits(RedisMonitor redis, PermitsConfig config, ProcessMembers members) {
        return CallPermits.shared(redis, config, members);
    }

    @Produces
    @Singleton
    CallWindow callsToOzon(BreakerConfig config) {
        return new CallWindow(config, System::nanoTime);
    }

    @Produces
    @Singleton
    OzonClient ozon(
            OzonConfig config,
            SharedPermits permits,
            PermitsConfig waiting,
            CallWindow callsToOzon,
            MeterRegistry registry) {
        PermitMetrics metrics = new PermitMetrics(registry);
        metrics.register(
                OzonClient.MARKETPLACE,
                Arrays.stream(Rank.values()).map(Rank::word).toList());
        return new OzonClient(config, new PermitGate(permits, waiting, metrics), callsToOzon, registry);
    }

    @Produces
    @Singleton
    Breakers breakers(
            Workshop shared,
            SharedPermits permits,
            SealConfig seal,
            BreakerConfig config,
            CallWindow callsToOzon,
            OzonClient ozon,
            MeterRegistry registry) {
        return new Breakers(
                shared.transactions(),
                permits,
                new KeyOpener(seal.privateKeyset()),
                config,
                new BreakerMetrics(registry),
                List.of(new Guarded(callsToOzon, new OzonCanary(ozon))));
    }
}
