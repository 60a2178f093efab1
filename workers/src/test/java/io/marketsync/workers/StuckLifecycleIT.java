package io.marketsync.workers;

import java.io.IOException;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.workers.testing.Does;
import io.marketsync.workers.testing.Lifecycle;
import io.marketsync.workers.testing.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes that break down: too many threads heed no interrupt, or memory stays full. */
class StuckLifecycleIT {

    private static final String HIGH = "marketsync.pools.serve=high";
    private static final String LOW = "marketsync.pools.serve=low";

    private final Lifecycle cluster = new Lifecycle();

    StuckLifecycleIT() throws IOException {}

    @AfterEach
    void end() throws IOException, InterruptedException {
        cluster.close();
    }

    @Test
    void aProcessWithTooManyStuckThreadsClaimsNoMoreDrainsAndAsksToBeStartedAgain() throws Exception {
        WorkerProcess breaks = cluster.start(
                        "breaks",
                        "marketsync.pools.serve=high,low",
                        "marketsync.pools.max-stuck-threads=1",
                        "marketsync.pools.drain=PT60S")
                .await("up");
        UUID drains = cluster.enqueue(Does.LONG, "drains");
        breaks.await("started drains 1");
        WorkerProcess other = cluster.start("other", HIGH).await("up");
        List<UUID> stuck = List.of(cluster.enqueue(Does.STUCK, "stuck"), cluster.enqueue(Does.STUCK, "stuck"));
        breaks.await("broken").await("draining");
        List<UUID> later = cluster.enqueue(Does.EFFECT, "later", cluster.seller("Later"), 10);
        for (UUID job : later) {
            cluster.awaitRow(job, "SUCCEEDED 1 0 0");
            assertThat(cluster.effects(job)).containsExactly("1 other");
        }
        assertThat(breaks.alive()).as("it waits for what still runs").isTrue();
        cluster.letGo("drains");
        assertThat(breaks.awaitExit()).isEqualTo(BrokenExit.CODE);
        assertThat(cluster.row(drains)).isEqualTo("SUCCEEDED 1 0 0");
        assertThat(cluster.effects(drains)).containsExactly("1 breaks");
        for (UUID job : stuck) {
            cluster.awaitRow(job, "FAILED 1 1 0 hard_limit");
            assertThat(cluster.effects(job)).isEmpty();
        }
        assertThat(other.alive()).isTrue();
    }

    /** Under G1, as in production: the old generation never fills alone. */
    @Test
    void aProcessWhoseMemoryStaysFullGivesItsJobsBackAndAsksToBeStartedAgain() throws Exception {
        WorkerProcess full = cluster.start(
                        "full",
                        "-XX:-UseSerialGC",
                        "-XX:+UseG1GC",
                        LOW,
                        "marketsync.pools.drain=PT1S",
                        "marketsync.pools.memory-full-for=PT1S")
                .await("up");
        UUID job = cluster.enqueue(Does.FULL, "fills-memory");
        full.await("broken");
        assertThat(full.awaitExit()).as(full.toString()).isEqualTo(BrokenExit.CODE);
        cluster.awaitRow(job, "ENQUEUED 1 0 0");
    }

    @Test
    void aProcessThatRanOutOfMemoryAsksToBeStartedAgain() throws Exception {
        WorkerProcess greedy =
                cluster.start("greedy", LOW, "marketsync.pools.drain=PT1S").await("up");
        UUID job = cluster.enqueue(Does.GREEDY, "takes-all-memory");
        greedy.await("broken");
        assertThat(greedy.awaitExit()).as(greedy.toString()).isEqualTo(BrokenExit.CODE);
        cluster.awaitRow(job, "SCHEDULED 1 1 0 bug");
    }
}
