package io.marketsync.workers;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;

import io.marketsync.breaker.BreakerConfig;
import io.marketsync.marketplace.ozon.OzonConfig;
import io.marketsync.marketplace.ozon.OzonMarketplace;
import io.marketsync.permit.PermitGate;
import io.marketsync.permit.PermitsConfig;
import io.marketsync.permit.ProcessMembers;
import io.marketsync.permit.Rank;
import io.marketsync.permit.SharedPermits;
import io.marketsync.redis.RedisMonitor;
import io.marketsync.shop.KeyOpener;
import io.marketsync.telemetry.BreakerMetrics;
import io.marketsync.telemetry.PermitMetrics;

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

    /** Which there are: a new one is named here and nowhere else in the workers. */
    @Produces
    @Singleton
    Marketplaces marketplaces(
            OzonConfig ozon,
            SharedPermits permits,
            PermitsConfig waiting,
            BreakerConfig breakers,
            MeterRegistry registry,
            Clock clock) {
        PermitMetrics metrics = new PermitMetrics(registry);
        PermitGate gate = new PermitGate(permits, waiting, metrics);
        Marketplaces all =
                Marketplaces.of(breakers, List.of(watch -> new OzonMarketplace(ozon, gate, watch, registry, clock)));
        List<String> ranks = Arrays.stream(Rank.values()).map(Rank::word).toList();
        all.names().forEach(name -> metrics.register(name, ranks));
        return all;
    }

    @Produces
    @Singleton
    Breakers breakers(
            Workshop shared,
            SharedPermits permits,
            SealConfig seal,
            BreakerConfig config,
            Marketplaces marketplaces,
            MeterRegistry registry) {
        return new Breakers(
                shared.transactions(),
                permits,
                new KeyOpener(seal.privateKeyset()),
                config,
                new BreakerMetrics(registry),
                marketplaces.guarded());
    }
}
