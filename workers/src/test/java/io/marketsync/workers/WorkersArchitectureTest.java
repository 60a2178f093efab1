package io.marketsync.workers;

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.marketsync.testing.ArchitectureRules.forEveryModule;
import static io.marketsync.testing.ArchitectureRules.marketplacesKnownOnlyTo;
import static io.marketsync.testing.ArchitectureRules.noAmbientTimeChanceOrSleepExcept;
import static io.marketsync.testing.ArchitectureRules.noUnpreparedStatementsExcept;
import static io.marketsync.testing.ArchitectureRules.redisClientOnlyIn;
import static io.marketsync.testing.ArchitectureRules.secretsOnlyInRecords;
import static io.marketsync.testing.ArchitectureRules.shippedWith;
import static io.marketsync.testing.ArchitectureRules.sqlOnlyInStoresAnd;

/** The fences of the design, in the workers. Each is seen red in the library's own test. */
class WorkersArchitectureTest {

    private static final JavaClasses WORKERS = shippedWith(Pools.class);
    private static final String LISTENS = "io.marketsync.workers.WakeUps";

    static Stream<ArchRule> fences() {
        List<ArchRule> here = List.of(
                marketplacesKnownOnlyTo("io.marketsync", "io.marketsync.workers.MarketplaceBeans"),
                redisClientOnlyIn("io.marketsync.workers.RedisBeans"),
                sqlOnlyInStoresAnd(LISTENS),
                noUnpreparedStatementsExcept(LISTENS), // LISTEN takes no parameters
                noAmbientTimeChanceOrSleepExcept(
                        LISTENS, // waits a second before it connects again
                        "io.marketsync.workers.PoolGroup", // clock and chance enter the core here …
                        "io.marketsync.workers.WorkerBeans", // … and here …
                        "io.marketsync.workers.RedisBeans", // … and here
                        "io.marketsync.workers.PoolMetrics"), // the heartbeat is a time of day
                secretsOnlyInRecords());
        return Stream.concat(here.stream(), forEveryModule().stream());
    }

    @ParameterizedTest
    @MethodSource("fences")
    void theFencesStand(ArchRule fence) {
        fence.check(WORKERS);
    }
}
