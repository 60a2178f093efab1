package io.marketsync.workers.cron;

import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.job.Kind;
import io.marketsync.schedule.ShopFreshnessStore;
import io.marketsync.schedule.ShopFreshnessStore.Staleness;
import io.marketsync.telemetry.Trouble;
import io.marketsync.workers.Workshop;

/**
 * How stale the shops are that schedules keep fresh, read every 15 s, whether this process ticks or not; 0 for kinds that no schedule
 * keeps fresh. NaN when it cannot be read: an old number would look like fresh shops.
 */
@Singleton
public class Freshness {

    private static final Logger LOG = LoggerFactory.getLogger(Freshness.class);

    private final ShopFreshnessStore store = new ShopFreshnessStore();
    private final Workshop shared;
    private final FitWarning fit;
    private final Trouble trouble = new Trouble();
    /** By kind; null when it cannot be read. */
    private volatile Map<String, Staleness> known;

    Freshness(Workshop shared, MeterRegistry registry) {
        this.shared = shared;
        this.fit = new FitWarning(shared.clock());
        for (Kind<?> kind : shared.kinds().all()) {
            gauge(
                    registry,
                    kind,
                    "marketsync.shop.staleness",
                    "seconds",
                    "Since the stalest shop was last brought up to date; those with a refused key or a pause do not count",
                    Staleness::stalestSeconds);
            gauge(
                    registry,
                    kind,
                    "marketsync.shops.late",
                    null,
                    "Shops that were last brought up to date longer ago than twice their schedule's time",
                    Staleness::late);
        }
    }

    @Scheduled(every = "15s", delayed = "0s", concurrentExecution = ConcurrentExecution.SKIP)
    void read() {
        try {
            var kinds = shared.transactions().forSystem(store::staleness);
            known = kinds.stream().collect(Collectors.toMap(Staleness::kind, Function.identity()));
            fit.about(kinds)
                    .ifPresent(what -> LOG.warn(
                            "schedules do not fit the limits on starts, the stalest shops go first and stay behind: {};"
                                    + " raise the limit or the schedule's time",
                            what));
            if (trouble.ends()) {
                LOG.info("the staleness of shops is read again");
            }
        } catch (RuntimeException e) {
            known = null;
            if (trouble.begins()) {
                LOG.warn("the staleness of shops cannot be read; its metrics are NaN until it can: {}", Trouble.why(e));
            }
        }
    }

    private void gauge(
            MeterRegistry registry,
            Kind<?> kind,
            String name,
            String unit,
            String description,
            ToDoubleFunction<Staleness> value) {
        Gauge.builder(name, () -> {
                    Map<String, Staleness> read = known;
                    if (read == null) {
                        return Double.NaN;
                    }
                    Staleness staleness = read.get(kind.name());
                    return staleness == null ? 0 : value.applyAsDouble(staleness);
                })
                .baseUnit(unit)
                .description(description)
                .tags("kind", kind.name())
                .register(registry);
    }
}
