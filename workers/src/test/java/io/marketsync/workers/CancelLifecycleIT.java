package io.marketsync.workers;

import java.io.IOException;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.workers.testing.Does;
import io.marketsync.workers.testing.Lifecycle;
import io.marketsync.workers.testing.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs that are cancelled while a process runs them. */
class CancelLifecycleIT {

    private static final String HIGH = "marketsync.pools.serve=high";
    private static final String ONE_SLOT = "marketsync.pools.slots.high=1";

    private final Lifecycle cluster = new Lifecycle();

    CancelLifecycleIT() throws IOException {}

    @AfterEach
    void end() throws IOException, InterruptedException {
        cluster.close();
    }

    @Test
    void aCancelledAttemptIsInterruptedAndItsSlotTakesTheNextJob() throws Exception {
        WorkerProcess worker = cluster.start("worker", HIGH, ONE_SLOT).await("up");
        UUID cancelled = cluster.enqueue(Does.LONG, "cancelled");
        worker.await("started cancelled 1");
        UUID next = cluster.enqueue(Does.EFFECT, "next");
        cluster.cancel(cancelled);
        worker.await("interrupted cancelled 1");
        cluster.awaitRow(next, "SUCCEEDED 1 0 0");
        assertThat(cluster.row(cancelled)).startsWith("DELETED");
        assertThat(cluster.effects(cancelled)).isEmpty();
    }

    @Test
    void whatACancelledAttemptStillDoesIsRefused() throws Exception {
        WorkerProcess worker = cluster.start("worker", HIGH, ONE_SLOT).await("up");
        UUID deaf = cluster.enqueue(Does.DEAF, "deaf");
        worker.await("started deaf 1");
        UUID next = cluster.enqueue(Does.EFFECT, "next");
        cluster.cancel(deaf);
        cluster.awaitRow(next, "SUCCEEDED 1 0 0"); // the slot does not wait for a thread that heeds no interrupt
        cluster.letGo("deaf");
        worker.await("refused deaf 1");
        assertThat(cluster.row(deaf)).startsWith("DELETED");
        assertThat(cluster.effects(deaf)).isEmpty();
        assertThat(worker.alive()).isTrue();
    }
}
