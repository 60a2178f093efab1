package io.marketsync.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * What a process tells Prometheus about the attempts it runs, by queue, kind, outcome and reason; never by shop, seller or job.
 * Every meter exists from the start with 0, so that the first event shows in increase().
 */
public final class JobMetrics {

    private static final Duration[] JOB_BUCKETS = Buckets.job();

    private static final double[] STATEMENT_BUCKETS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};

    private final MeterRegistry registry;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    // looked up with every job: asking the registry costs more than recording
    private final Map<String, Timer> waits = new ConcurrentHashMap<>();
    private final Map<Ended, Timer> durations = new ConcurrentHashMap<>();
    private final Map<String, DistributionSummary> statements = new ConcurrentHashMap<>();

    private record Ended(String queue, String kind, String outcome) {}

    public JobMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers the meters of one kind at 0. */
    public void register(String queue, String kind, List<String> outcomes, List<String> reasons) {
        wait(queue);
        outcomes.forEach(outcome -> duration(queue, kind, outcome));
        reasons.forEach(reason -> failures(queue, kind, reason));
        retries(queue, kind);
        deaths(queue, kind);
        parkings(queue, kind);
        statementsOf(kind);
        Gauge.builder("marketsync.job.running.oldest", () -> oldest(queue, kind))
                .baseUnit("seconds")
                .description("Age of the longest running job of this process; 0 when none runs")
                .tags("queue", queue, "kind", kind)
                .register(registry);
    }

    /** An attempt begins; close the answer when it ends, whatever its end. */
    public Running started(String queue, String kind, Duration waited) {
        wait(queue).record(waited);
        Running started = new Running(queue, kind, System.nanoTime());
        running.add(started);
        return started;
    }

    public void failed(String queue, String kind, String reason) {
        failures(queue, kind, reason).increment();
    }

    public void retried(String queue, String kind) {
        retries(queue, kind).increment();
    }

    public void dead(String queue, String kind) {
        deaths(queue, kind).increment();
    }

    public void parked(String queue, String kind) {
        parkings(queue, kind).increment();
    }

    public void statements(String kind, long statements) {
        statementsOf(kind).record(statements);
    }

    private double oldest(String queue, String kind) {
        long now = System.nanoTime();
        return running.stream()
                .filter(attempt -> attempt.queue.equals(queue) && attempt.kind.equals(kind))
                .mapToDouble(attempt -> (now - attempt.startNanos) / 1e9)
                .max()
                .orElse(0);
    }

    private Timer wait(String queue) {
        return waits.computeIfAbsent(queue, this::makeWait);
    }

    private Timer makeWait(String queue) {
        return Timer.builder("marketsync.job.wait")
                .description("From when a job was due to the start of its attempt")
                .tags("queue", queue)
                .serviceLevelObjectives(JOB_BUCKETS)
                .register(registry);
    }

    private Timer duration(String queue, String kind, String outcome) {
        return durations.computeIfAbsent(new Ended(queue, kind, outcome), this::makeDuration);
    }

    private Timer makeDuration(Ended of) {
        return Timer.builder("marketsync.job.duration")
                .description("Run time of attempts by how they ended")
                .tags("queue", of.queue, "kind", of.kind, "outcome", of.outcome)
                .serviceLevelObjectives(JOB_BUCKETS)
                .register(registry);
    }

    private Counter failures(String queue, String kind, String reason) {
        return Counter.builder("marketsync.job.failures")
                .description("Failed attempts by reason")
                .tags("queue", queue, "kind", kind, "reason", reason)
                .register(registry);
    }

    private Counter retries(String queue, String kind) {
        return Counter.builder("marketsync.job.retries")
                .description("Failed attempts that another attempt follows")
                .tags("queue", queue, "kind", kind)
                .register(registry);
    }

    private Counter deaths(String queue, String kind) {
        return Counter.builder("marketsync.job.dead")
                .description("Jobs given up: no further attempt follows")
                .tags("queue", queue, "kind", kind)
                .register(registry);
    }

    private Counter parkings(String queue, String kind) {
        return Counter.builder("marketsync.job.parked")
                .description(
                        "Attempts given back because the marketplace refuses the shop's key; the job waits for another")
                .tags("queue", queue, "kind", kind)
                .register(registry);
    }

    private DistributionSummary statementsOf(String kind) {
        return statements.computeIfAbsent(kind, this::makeStatements);
    }

    private DistributionSummary makeStatements(String kind) {
        return DistributionSummary.builder("marketsync.job.statements")
                .description("SQL statements per attempt: grows with pages, never with their rows")
                .tags("kind", kind)
                .serviceLevelObjectives(STATEMENT_BUCKETS)
                .register(registry);
    }

    /** One attempt under way. */
    public final class Running implements AutoCloseable {

        private final String queue;
        private final String kind;
        private final long startNanos;
        private String outcome = "failed";

        private Running(String queue, String kind, long startNanos) {
            this.queue = queue;
            this.kind = kind;
            this.startNanos = startNanos;
        }

        /** Without it the attempt counts as failed. */
        public void ended(String outcome) {
            this.outcome = outcome;
        }

        @Override
        public void close() {
            running.remove(this);
            duration(queue, kind, outcome).record(Duration.ofNanos(System.nanoTime() - startNanos));
        }
    }
}
