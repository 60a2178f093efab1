package io.marketsync.workers.cron;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.schedule.CronRoom;
import io.marketsync.schedule.Schedule;
import io.marketsync.workers.Pools;
import io.marketsync.workers.Workshop;

/**
 * When a worker process ticks: every second, and at once when an operator triggers a schedule. Every process does, and stops with
 * it; without any, nothing is asked for until one runs again, and then as the schedules' missed-run policies say.
 */
@Singleton
public class Cron {

    private static final Logger LOG = LoggerFactory.getLogger(Cron.class);

    private final boolean enabled;
    private final List<Schedule> configured;
    private final Ticker ticker;

    /** For triggers: one thread, and one turn that waits for it; a third would find nothing more. */
    private final ThreadPoolExecutor triggered = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            Thread.ofPlatform().name("cron-trigger").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    Cron(SchedulesConfig config, Workshop shared, CronRoom room, MeterRegistry registry) {
        this.enabled = config.enabled();
        this.configured =
                ConfiguredSchedules.of(config, shared.kinds(), shared.clock().instant());
        this.ticker = new Ticker(
                configured,
                shared.kinds(),
                shared.transactions(),
                new TickJobs(room),
                new CronMetrics(registry, shared.clock(), shared.kinds().all()));
        triggered.allowCoreThreadTimeOut(true);
    }

    void start(@Observes StartupEvent event, Pools pools) {
        if (enabled) {
            pools.onTrigger(() -> triggered.execute(ticker::turn));
        }
        LOG.info(
                enabled ? "ticks schedules {}" : "does not tick: marketsync.schedules.enabled is false; it has {}",
                configured.stream().map(Schedule::name).toList());
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (enabled) {
            ticker.turn();
        }
    }

    /** A turn that begins while the container ends finds none, and says so as an error. */
    void pause(@Observes @Priority(1) ShutdownEvent event, Scheduler scheduler) {
        scheduler.pause();
    }

    @PreDestroy
    void stop() {
        triggered.shutdownNow();
    }
}
