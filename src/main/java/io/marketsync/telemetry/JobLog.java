package io.marketsync.telemetry;

import java.util.Optional;
import java.util.UUID;

import org.slf4j.MDC;

/** Which job a thread works for: in each of its log lines, and in its calls to others. */
public final class JobLog {

    /** Key of the logging context. */
    public static final String JOB = "job";

    private JobLog() {}

    /** From here until it is closed this thread works for that job. */
    public static MDC.MDCCloseable of(UUID job) {
        return MDC.putCloseable(JOB, job.toString());
    }

    /** Empty on a thread that works for none. */
    public static Optional<String> current() {
        return Optional.ofNullable(MDC.get(JOB));
    }
}
