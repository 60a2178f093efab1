package io.marketsync.workers;

import java.io.IOException;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.testing.Printed;
import io.marketsync.workers.testing.Does;
import io.marketsync.workers.testing.Lifecycle;
import io.marketsync.workers.testing.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** SIGSTOP for longer than it takes to be taken for dead, then SIGCONT: two processes take themselves for the owner of a job. */
class PauseLifecycleIT {

    private static final String HIGH = "marketsync.pools.serve=high";

    private final Lifecycle cluster = new Lifecycle();

    PauseLifecycleIT() throws IOException {}

    @AfterEach
    void end() throws IOException, InterruptedException {
        cluster.close();
    }

    @Test
    void jobsOfAPausedProcessGoOnElsewhereAndWhatItStillDoesIsRefused() throws Exception {
        WorkerProcess paused = cluster.start("paused", HIGH).await("up");
        UUID endsMeanwhile = cluster.enqueue(Does.DEAF, "ends-meanwhile");
        UUID stillRuns = cluster.enqueue(Does.DEAF, "still-runs");
        UUID fenced = cluster.enqueue(Does.IN_ITS_FENCE, "in-its-fence");
        paused.await("started ends-meanwhile 1").await("started still-runs 1").await("fenced in-its-fence");
        WorkerProcess other =
                cluster.start("other", HIGH, "marketsync.pools.slots.high=3").await("up");
        paused.pause();
        long since = System.nanoTime();
        other.await("started ends-meanwhile 2").await("started still-runs 2");
        other.await("started in-its-fence 2");
        Printed.figure("SIGSTOP to the start of its last job elsewhere: %.1f s", (System.nanoTime() - since) / 1e9);
        cluster.letGo("ends-meanwhile");
        cluster.awaitRow(endsMeanwhile, "SUCCEEDED 2 0 0");

        paused.resume();
        paused.await("refused ends-meanwhile 1");
        cluster.await("it is seen again", () -> alive("paused"));
        List<UUID> next = List.of(
                cluster.enqueue(Does.LONG, "next"),
                cluster.enqueue(Does.LONG, "next"),
                cluster.enqueue(Does.LONG, "next"));
        paused.await("started next 1"); // the other has room for one of them
        cluster.letGo("still-runs", "in-its-fence", "next");
        paused.await("refused still-runs 1");
        for (UUID job : List.of(endsMeanwhile, stillRuns, fenced)) {
            cluster.awaitRow(job, "SUCCEEDED 2 0 0");
            assertThat(cluster.effects(job)).containsExactly("2 other");
        }
        for (UUID job : next) {
            cluster.awaitRow(job, "SUCCEEDED 1 0 0");
            assertThat(cluster.effects(job)).hasSize(1);
        }
        assertThat(paused.alive()).isTrue();
    }

    private boolean alive(String process) {
        return cluster.value("SELECT seen_at > now() - interval '5 seconds' FROM pool_server WHERE process = '"
                        + process + "'")
                .equals("t");
    }
}
