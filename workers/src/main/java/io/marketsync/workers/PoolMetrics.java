package io.marketsync.workers;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import io.marketsync.telemetry.Buckets;

/** Size, load and claims of one pool. The heartbeat is written by the claiming thread, so that it stops when that thread does. */
final class PoolMetrics {

    private static final Duration[] CLAIM_BUCKETS = Buckets.call();

    private final Counter claimed;
    private final Counter empty;
    private final Counter failed;
    private final Timer duration;
    private final AtomicLong heartbeat = new AtomicLong();

    PoolMetrics(MeterRegistry registry, PoolServer pool) {
        String word = pool.queue().word();
        claimed = claims(registry, word, "claimed");
        empty = claims(registry, word, "empty");
        failed = claims(registry, word, "error");
        claims(registry, word, "conflict");
        duration = Timer.builder("marketsync.claim.duration")
                .description("Time to claim a batch of jobs")
                .tags("pool", word)
                .serviceLevelObjectives(CLAIM_BUCKETS)
                .register(registry);
        gauge(registry, "marketsync.pool.size", "Slots of the pool in this process", word, pool::slots);
        gauge(registry, "marketsync.pool.busy", "Slots taken, from claim to end", word, pool::busy);
        Gauge.builder("marketsync.heartbeat.timestamp", heartbeat, AtomicLong::get)
                .baseUnit("seconds")
                .description("Unix time of the last claim of this pool")
                .tags("pool", word)
                .strongReference(true)
                .register(registry);
    }

    PoolServer.Claimed timeClaim(Supplier<PoolServer.Claimed> claim) {
        long start = System.nanoTime();
        try {
            PoolServer.Claimed result = claim.get();
            (result.jobs() > 0 ? claimed : empty).increment();
            heartbeat.set(System.currentTimeMillis() / 1000);
            return result;
        } catch (RuntimeException e) {
            failed.increment();
            throw e;
        } finally {
            duration.record(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static Counter claims(MeterRegistry registry, String pool, String result) {
        return Counter.builder("marketsync.claims")
                .description("Claims by result")
                .tags("pool", pool, "result", result)
                .register(registry);
    }

    private static void gauge(MeterRegistry registry, String name, String description, String pool, IntSupplier value) {
        Gauge.builder(name, value::getAsInt)
                .description(description)
                .tags("pool", pool)
                .register(registry);
    }
}
