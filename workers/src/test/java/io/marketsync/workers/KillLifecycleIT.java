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

/** kill -9. Two processes are killed, one of them JobRunr's master, while a job kills three others one after the other. */
class KillLifecycleIT {

    private static final String HIGH = "marketsync.pools.serve=high";
    private static final String LOW = "marketsync.pools.serve=low";

    private final Lifecycle cluster = new Lifecycle();

    KillLifecycleIT() throws IOException {}

    @AfterEach
    void end() throws IOException, InterruptedException {
        cluster.close();
    }

    @Test
    void jobsOfAKilledProcessGoOnElsewhereAndOneThatKillsItsProcessThreeTimesIsADeadLetter() throws Exception {
        WorkerProcess master =
                cluster.start("master", HIGH, "marketsync.pools.slots.high=2").await("up");
        WorkerProcess other =
                cluster.start("other", HIGH, "marketsync.pools.slots.high=2").await("up");
        List<UUID> jobs = List.of(
                cluster.enqueue(Does.LONG, "a"),
                cluster.enqueue(Does.LONG, "b"),
                cluster.enqueue(Does.DEAF, "c"),
                cluster.enqueue(Does.DEAF, "d"));
        cluster.await("both work", () -> count("state = 'PROCESSING'") == 4);
        List<WorkerProcess> victims =
                List.of(cluster.start("first", LOW), cluster.start("second", LOW), cluster.start("third", LOW));
        WorkerProcess survivor = cluster.start("survivor", HIGH).await("up");
        victims.forEach(victim -> victim.await("up"));
        assertThat(cluster.master()).isEqualTo("master");

        UUID poison = cluster.enqueue(Does.POISON, "poison");
        master.kill();
        other.kill();
        long killed = System.nanoTime();
        for (String name : List.of("a", "b", "c", "d")) {
            survivor.await("started " + name + " 2");
        }
        Printed.figure(
                "kill -9 of two processes to the start of their last job elsewhere: %.1f s",
                (System.nanoTime() - killed) / 1e9);
        cluster.letGo("a", "b", "c", "d");
        for (UUID job : jobs) {
            cluster.awaitRow(job, "SUCCEEDED 2 0 0");
            assertThat(cluster.effects(job)).containsExactly("2 survivor");
        }

        cluster.awaitRow(poison, "FAILED 3 0 3 crash");
        for (WorkerProcess victim : victims) {
            assertThat(victim.awaitExit()).as("how %s ended", victim.name()).isEqualTo(1);
        }
        assertThat(survivor.alive()).isTrue();
        assertThat(count("state = 'PROCESSING'")).isZero();
    }

    private int count(String where) {
        return Integer.parseInt(cluster.value("SELECT count(*) FROM jobrunr_jobs WHERE " + where));
    }
}
