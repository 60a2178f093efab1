package io.marketsync.bench;

import java.lang.management.ManagementFactory;
import java.util.function.UnaryOperator;

import com.sun.management.OperatingSystemMXBean;

import io.marketsync.bench.contender.Contender;

/** What figures depend on. */
public final class Machine {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private Machine() {}

    static String facts(Contender ours) {
        return facts() + ofPostgres(setting -> ours.value("SHOW " + setting));
    }

    /** @param shown the value of a setting */
    static String ofPostgres(UnaryOperator<String> shown) {
        return "PostgreSQL  %s; fsync %s, synchronous_commit %s, shared_buffers %s\n"
                .formatted(
                        shown.apply("server_version"),
                        shown.apply("fsync"),
                        shown.apply("synchronous_commit"),
                        shown.apply("shared_buffers"));
    }

    static String facts() {
        return """
                commit      %s
                machine     %d cores, %d GiB, %s %s, load %.1f when it began
                Java        %s %s, heap at most %d MiB
                """.formatted(
                        System.getProperty("bench.commit", "not said"),
                        SYSTEM.getAvailableProcessors(),
                        SYSTEM.getTotalMemorySize() >> 30,
                        SYSTEM.getName(),
                        SYSTEM.getArch(),
                        SYSTEM.getSystemLoadAverage(),
                        System.getProperty("java.vm.name"),
                        Runtime.version(),
                        Runtime.getRuntime().maxMemory() >> 20);
    }

    /** Other work on the machine makes every figure worse; above the number of cores it is what was measured. */
    static String loadNow() {
        return "Load when it ended: %.1f.".formatted(SYSTEM.getSystemLoadAverage());
    }

    /** CPU time of this process so far, in nanoseconds: of all its threads, not of PostgreSQL. */
    public static long cpuTime() {
        return SYSTEM.getProcessCpuTime();
    }
}
