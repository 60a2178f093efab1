package io.marketsync;

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.marketsync.db.Schema;
import io.marketsync.testing.Layers;
import io.marketsync.testing.wrong.Wrong;

import static io.marketsync.testing.ArchitectureRules.forEveryModule;
import static io.marketsync.testing.ArchitectureRules.jobRunrOnlyIn;
import static io.marketsync.testing.ArchitectureRules.marketplacesKnownOnlyTo;
import static io.marketsync.testing.ArchitectureRules.namesThatSaySomething;
import static io.marketsync.testing.ArchitectureRules.noAmbientTimeChanceOrSleepExcept;
import static io.marketsync.testing.ArchitectureRules.noConsoleBesidesMain;
import static io.marketsync.testing.ArchitectureRules.noUnpreparedStatementsExcept;
import static io.marketsync.testing.ArchitectureRules.redisClientOnlyIn;
import static io.marketsync.testing.ArchitectureRules.secretsOnlyInRecords;
import static io.marketsync.testing.ArchitectureRules.shippedWith;
import static io.marketsync.testing.ArchitectureRules.sqlOnlyInStoresAnd;
import static io.marketsync.testing.ArchitectureRules.withoutCycles;
import static org.assertj.core.api.Assertions.assertThat;

/** The fences of the design, in the library; and each of them seen red. */
class ArchitectureTest {

    private static final String WRONG = "io.marketsync.testing.wrong";
    static final JavaClasses LIBRARY = shippedWith(Schema.class);
    private static final JavaClasses MISTAKES = new ClassFileImporter().importPackages(WRONG);

    private static final String[] SQL = {
        "io.marketsync.db.Schema", // roles.sql, before there is anything to protect
        "io.marketsync.db.Transactions", // names the seller
        "io.marketsync.queue.QueueJobTable", // JobRunr's JobTable with our columns
        "io.marketsync.queue.HostileRows", // puts aside in the reader's own transaction
        "io.marketsync.queue.JobQueue", // one statement over jobrunr_jobs and job, or it would be two round trips
        "io.marketsync.queue.HeldJobs" // one statement over jobrunr_jobs
    };

    static Stream<ArchRule> fences() {
        return Stream.concat(
                Stream.of(
                        Layers.bottomUp("io.marketsync"),
                        withoutCycles("io.marketsync"),
                        Layers.sharedWayKnowsNoMarketplace("io.marketsync"),
                        Layers.marketplacesKnowNoOther("io.marketsync"),
                        marketplacesKnownOnlyTo("io.marketsync"),
                        jobRunrOnlyIn("io.marketsync.job..", "io.marketsync.queue.."),
                        redisClientOnlyIn("io.marketsync.redis.VertxRedis"),
                        sqlOnlyInStoresAnd(SQL),
                        noUnpreparedStatementsExcept("io.marketsync.db.Schema"),
                        noAmbientTimeChanceOrSleepExcept(),
                        secretsOnlyInRecords("io.marketsync.shop.ShopAccess")),
                forEveryModule().stream());
    }

    @ParameterizedTest
    @MethodSource("fences")
    void theLibraryKeepsEveryFence(ArchRule fence) {
        fence.check(LIBRARY);
    }

    @Test
    void theLibraryIsReallyRead() {
        assertThat(LIBRARY.size()).isGreaterThan(80);
        assertThat(LIBRARY.contain("io.marketsync.testing.TestDatabase")).isFalse();
    }

    static Stream<Arguments> climbers() {
        return Stream.of(
                climb(Layers.bottomUp(WRONG), "failure imports job"),
                climb(Layers.bottomUp(WRONG), "queue imports marketplace"),
                climb(Layers.bottomUp(WRONG), "nowhere has no place"),
                climb(withoutCycles(WRONG), "Cycle detected"),
                climb(Layers.sharedWayKnowsNoMarketplace(WRONG), "KnowsOzon"),
                climb(Layers.marketplacesKnowNoOther(WRONG), "KnowsOzonToo"),
                climb(marketplacesKnownOnlyTo(WRONG), "AsksOzon"),
                climb(jobRunrOnlyIn("io.marketsync.queue.."), "KnowsJobRunr"),
                climb(redisClientOnlyIn(), "KnowsRedisClient"),
                climb(sqlOnlyInStoresAnd(), "QueriesByItself"),
                climb(sqlOnlyInStoresAnd(), "PreparesByItself"),
                climb(noUnpreparedStatementsExcept(), "BuildsSql"),
                climb(noConsoleBesidesMain(), "Prints"),
                climb(noAmbientTimeChanceOrSleepExcept(), "java.time.Instant.now()"),
                climb(noAmbientTimeChanceOrSleepExcept(), "java.time.LocalDate.now()"),
                climb(noAmbientTimeChanceOrSleepExcept(), "java.util.Date.<init>"),
                climb(noAmbientTimeChanceOrSleepExcept(), "Clock.systemUTC"),
                climb(noAmbientTimeChanceOrSleepExcept(), "currentTimeMillis"),
                climb(noAmbientTimeChanceOrSleepExcept(), "Thread.sleep"),
                climb(noAmbientTimeChanceOrSleepExcept(), "Math.random"),
                climb(noAmbientTimeChanceOrSleepExcept(), "java.util.Random.<init>"),
                climb(secretsOnlyInRecords(), "Wrong$Args"),
                climb(secretsOnlyInRecords(), "Wrong$Refused"),
                climb(namesThatSaySomething(), "ShopManager"),
                climb(namesThatSaySomething(), "StringUtils"),
                climb(namesThatSaySomething(), "ShopServiceImpl"),
                climb(namesThatSaySomething(), "ShopDTO"),
                climb(namesThatSaySomething(), "AbstractShop"));
    }

    private static Arguments climb(ArchRule fence, String seen) {
        return Arguments.of(fence, seen);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("climbers")
    void whoClimbsOverAFenceIsSeen(ArchRule fence, String seen) {
        List<String> details = fence.evaluate(MISTAKES).getFailureReport().getDetails();
        assertThat(details).anyMatch(line -> line.contains(seen)).noneMatch(line -> line.contains("Wrong$Right"));
    }

    @Test
    void anExceptionIsOneForItsClassAlone() {
        ArchRule fence = sqlOnlyInStoresAnd(Wrong.class.getName());
        assertThat(fence.evaluate(MISTAKES).hasViolation()).isFalse();
        assertThat(sqlOnlyInStoresAnd("io.marketsync.testing.wrong.Wron")
                        .evaluate(MISTAKES)
                        .hasViolation())
                .isTrue();
    }
}
