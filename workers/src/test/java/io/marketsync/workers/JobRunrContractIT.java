package io.marketsync.workers;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jobrunr.jobs.Job;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.storage.BackgroundJobServerStatus;
import org.jobrunr.storage.StorageException;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.ThreadSafeStorageProvider;
import org.junit.jupiter.api.Test;

import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestStorage;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

/**
 * What we rely on in JobRunr and its documentation does not promise. An upgrade that fails here has to be looked into before anything else:
 * JobRowLifeIT pins the JSON it reads, OutageLifecycleIT that a stopped server starts again.
 */
class JobRunrContractIT {

    private static final Duration SHORTEST_POLL = Duration.ofSeconds(5);

    private final TestStorage storage = new TestStorage(TestDatabase.shared());

    /** Its tables come from V1 and V7, copied from these. A further one has to be copied, too. */
    @Test
    void itsMigrationsAreThoseWeHaveCopied() throws IOException, URISyntaxException {
        Path jar = Path.of(
                Job.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarFile files = new JarFile(jar.toFile())) {
            List<String> versions = files.stream()
                    .map(file -> file.getName())
                    .filter(name -> name.matches("org/jobrunr/storage/sql/common/migrations/v\\d+__.*\\.sql"))
                    .map(name -> name.replaceAll(".*/v(\\d+)__.*", "$1"))
                    .sorted()
                    .toList();
            assertThat(versions)
                    .isEqualTo(IntStream.rangeClosed(0, 16)
                            .mapToObj("%03d"::formatted)
                            .toList());
            assertThat(files.stream()
                            .map(file -> file.getName())
                            .filter(name -> name.matches("org/jobrunr/storage/sql/postgres/migrations/.*\\.sql")))
                    .containsExactly("org/jobrunr/storage/sql/postgres/migrations/v014__improve_job_stats.sql");
        }
    }

    /** The factories of its constructor are ours, and its own onboarding never has room. */
    @Test
    void aServerIsMadeOfOurParts() throws SQLException {
        try (TestPools pools = TestPools.start(TestDatabase.shared(), Map.of("high", 3))) {
            PoolServer server = pools.pools().servers().getFirst();
            assertThat(server.getJobSteward()).isInstanceOf(PoolSteward.class);
            assertThat(server.getWorkDistributionStrategy().getWorkPageRequest().getLimit())
                    .isZero();
            assertThat(server.getConfiguration().getName()).startsWith("high@");
        }
    }

    /** So notifications have to bring what is sooner. */
    @Test
    void aPollOfLessThanFiveSecondsIsRefused() {
        assertThatThrownBy(() -> server(storage.storage, SHORTEST_POLL.minusSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Why there is a TolerantStorage. */
    @Test
    void aServerThatCannotSayThatItLivesStopsForGood() {
        StorageProvider away = new ThreadSafeStorageProvider(storage.storage) {
            @Override
            public boolean signalBackgroundJobServerAlive(BackgroundJobServerStatus status) {
                throw new StorageException("the database is away");
            }
        };
        BackgroundJobServer stock = server(away, SHORTEST_POLL);
        stock.start();
        try {
            Awaitility.await("it stops").atMost(Duration.ofSeconds(60)).until(() -> !stock.isRunning());
        } finally {
            stock.stop();
        }
    }

    private BackgroundJobServer server(StorageProvider on, Duration poll) {
        return new BackgroundJobServer(
                on,
                storage.json,
                null,
                usingStandardBackgroundJobServerConfiguration().andPollInterval(poll));
    }
}
