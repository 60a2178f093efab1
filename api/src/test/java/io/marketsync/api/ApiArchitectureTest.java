package io.marketsync.api;

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.marketsync.testing.ArchitectureRules.forEveryModule;
import static io.marketsync.testing.ArchitectureRules.jobRunrOnlyIn;
import static io.marketsync.testing.ArchitectureRules.marketplacesKnownOnlyTo;
import static io.marketsync.testing.ArchitectureRules.noUnpreparedStatementsExcept;
import static io.marketsync.testing.ArchitectureRules.redisClientOnlyIn;
import static io.marketsync.testing.ArchitectureRules.secretsOnlyInRecords;
import static io.marketsync.testing.ArchitectureRules.shippedWith;
import static io.marketsync.testing.ArchitectureRules.sqlOnlyInStoresAnd;

/** The fences of the design, in the api. Each is seen red in the library's own test. */
class ApiArchitectureTest {

    private static final JavaClasses API = shippedWith(PublicId.class);

    static Stream<ArchRule> fences() {
        List<ArchRule> here = List.of(
                jobRunrOnlyIn("io.marketsync.api.dashboard.."),
                marketplacesKnownOnlyTo("io.marketsync", "io.marketsync.api.shop.Marketplaces"),
                redisClientOnlyIn("io.marketsync.api.redis.RedisBeans"),
                sqlOnlyInStoresAnd(
                        "io.marketsync.api.idempotency.IdempotencyKeys", "io.marketsync.api.operation.QueuePlace"),
                noUnpreparedStatementsExcept(),
                secretsOnlyInRecords());
        return Stream.concat(here.stream(), forEveryModule().stream());
    }

    @ParameterizedTest
    @MethodSource("fences")
    void theFencesStand(ArchRule fence) {
        fence.check(API);
    }
}
