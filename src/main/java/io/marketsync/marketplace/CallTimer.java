package io.marketsync.marketplace;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import io.marketsync.telemetry.Buckets;

/** Times marketplace calls by operation and kind of answer. */
final class CallTimer {

    private static final Duration[] BUCKETS = Buckets.call();

    private final MeterRegistry registry;
    private final String marketplace;

    CallTimer(MeterRegistry registry, String marketplace) {
        this.registry = registry;
        this.marketplace = marketplace;
    }

    Call start(String operation) {
        return new Call(operation, System.nanoTime());
    }

    final class Call {

        private final String operation;
        private final long startNanos;

        private Call(String operation, long startNanos) {
            this.operation = operation;
            this.startNanos = startNanos;
        }

        Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - startNanos);
        }

        void answered(int status) {
            record(status == 429 ? "429" : status / 100 + "xx");
        }

        void timedOut() {
            record("timeout");
        }

        void broke() {
            record("io_error");
        }

        private void record(String status) {
            Timer.builder("marketsync.marketplace.request.duration")
                    .description("Calls to marketplaces by operation and answer")
                    .tags("marketplace", marketplace, "operation", operation, "status", status)
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry)
                    .record(elapsed());
        }
    }
}
