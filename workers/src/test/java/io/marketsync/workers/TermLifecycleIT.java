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

/** SIGTERM while jobs run and another process serves the same queue. */
class TermLifecycleIT {

    private static final String HIGH = "marketsync.pools.serve=high";
    private static final int OF_SIGTERM = 128 + 15;

    private final Lifecycle cluster = new Lifecycle();

    TermLifecycleIT() throws IOException {}

    @AfterEach
    void end() throws IOException, InterruptedException {
        cluster.close();
    }

    @Test
    void jobsEndWhileTheProcessDrainsAndIsSeenAliveAndNothingNewStartsThere() throws Exception {
        WorkerProcess stopped =
                cluster.start("stopped", HIGH, "marketsync.pools.drain=PT60S").await("up");
        UUID job = cluster.enqueue(Does.LONG, "a");
        stopped.await("started a 1");
        WorkerProcess other = cluster.start("other", HIGH).await("up");
        stopped.terminate();
        stopped.await("draining");
        cluster.await("it says that it drains", () -> heartbeat().startsWith("true"));
        String before = heartbeat();
        cluster.await("heartbeats go on", () -> !heartbeat().equals(before));
        List<UUID> later = cluster.enqueue(Does.EFFECT, "later", cluster.seller("Later"), 10);
        for (UUID each : later) {
            cluster.awaitRow(each, "SUCCEEDED 1 0 0");
            assertThat(cluster.effects(each)).containsExactly("1 other");
        }
        assertThat(cluster.row(job)).isEqualTo("PROCESSING 1 0 0");
        cluster.letGo("a");
        assertThat(stopped.awaitExit()).isEqualTo(OF_SIGTERM);
        assertThat(cluster.row(job)).isEqualTo("SUCCEEDED 1 0 0");
        assertThat(cluster.effects(job)).containsExactly("1 stopped");
        assertThat(heartbeat()).as("it has signed off").isEqualTo("none");
        assertThat(other.alive()).isTrue();
    }

    @Test
    void whatDoesNotEndInTimeGoesBackToItsQueueAndRunsElsewhereOnce() throws Exception {
        WorkerProcess stopped =
                cluster.start("stopped", HIGH, "marketsync.pools.drain=PT1S").await("up");
        List<String> names = List.of("long", "deaf", "obedient");
        List<UUID> jobs = List.of(
                cluster.enqueue(Does.LONG, "long"),
                cluster.enqueue(Does.DEAF, "deaf"),
                cluster.enqueue(Does.OBEDIENT, "obedient"));
        names.forEach(name -> stopped.await("started " + name + " 1"));
        WorkerProcess other = cluster.start("other", HIGH).await("up");
        stopped.terminate();
        names.forEach(name -> other.await("started " + name + " 2"));
        assertThat(stopped.awaitExit()).isEqualTo(OF_SIGTERM);
        assertThat(stopped.said("interrupted long 1")).isTrue();
        cluster.letGo("long", "deaf", "obedient");
        for (UUID job : jobs) {
            cluster.awaitRow(job, "SUCCEEDED 2 0 0");
            assertThat(cluster.effects(job)).containsExactly("2 other");
        }
    }

    private String heartbeat() {
        return cluster.value("SELECT draining || ' ' || seen_at FROM pool_server WHERE process = 'stopped'");
    }
}
