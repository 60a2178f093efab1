package io.marketsync.telemetry;

import java.time.Duration;
import java.util.Arrays;

/** Bounds of histograms, the same for every process, because Prometheus adds them up. */
public final class Buckets {

    /** Waits and runs of jobs. 120 s must be a bound: JobExecutionSlow asks for it. */
    static final double[] JOB = {.05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600};

    /** Calls to databases and marketplaces. */
    static final double[] CALL = {.001, .005, .01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30};

    private Buckets() {}

    public static Duration[] job() {
        return durations(JOB);
    }

    public static Duration[] call() {
        return durations(CALL);
    }

    private static Duration[] durations(double[] seconds) {
        return Arrays.stream(seconds)
                .mapToObj(second -> Duration.ofMillis(Math.round(second * 1000)))
                .toArray(Duration[]::new);
    }
}
