package io.marketsync.workers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.marketsync.testing.Printed;
import io.marketsync.workers.testing.Does;
import io.marketsync.workers.testing.Lifecycle;
import io.marketsync.workers.testing.WorkerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three processes, many sellers, and everything that happens to processes in between: killed, stopped, paused for longer than it
 * takes to be taken for dead. What was ended is started again, as its supervisor would. Every job has exactly one effect.
 */
class ClusterLifecycleIT {

    private static final int JOBS = Integer.getInteger("cluster.jobs", 10_000);
    private static final int SELLERS = 200;
    private static final String HIGH = "marketsync.pools.serve=high";
    private static final String SLOTS = "marketsync.pools.slots.high=8";

    private static final String DOUBLE_EFFECTS = """
            SELECT string_agg(job || ': attempt ' || attempt || ' in ' || process, ', ')
            FROM lifecycle.effect GROUP BY job HAVING count(*) > 1""";

    private final Lifecycle cluster = new Lifecycle();
    private int started;

    ClusterLifecycleIT() throws IOException {}

    @AfterEach
    void end() throws IOException, InterruptedException {
        cluster.close();
    }

    @Test
    void everyJobHasExactlyOneEffectWhateverHappensToProcesses() throws Exception {
        List<WorkerProcess> processes = new ArrayList<>(List.of(start(), start(), start()));
        for (WorkerProcess process : processes) {
            process.await("up");
        }
        IntStream.range(0, SELLERS)
                .forEach(seller ->
                        cluster.enqueue(Does.EFFECT, "effect", cluster.seller("Seller " + seller), JOBS / SELLERS));
        long began = System.nanoTime();

        awaitDone(0.1);
        WorkerProcess paused = processes.get(1);
        paused.pause();
        awaitDone(0.2);
        processes.get(0).kill();
        WorkerProcess first = start();
        awaitDone(0.4);
        processes.get(2).terminate();
        WorkerProcess third = start();
        awaitDone(0.5);
        third.await("up").kill();
        start();
        awaitJobsGoOnElsewhere(paused);
        awaitDone(0.7);
        paused.resume();
        first.await("up").pause();
        awaitJobsGoOnElsewhere(first);
        first.resume();
        processes.get(2).awaitExit();

        cluster.await(
                "all jobs are done", () -> count("SELECT count(*) FROM jobrunr_jobs WHERE state <> 'SUCCEEDED'") == 0);
        Printed.figure(
                "%d jobs through kills and pauses: %.1f s; %s of them needed another attempt",
                JOBS, (System.nanoTime() - began) / 1e9, count("SELECT count(*) FROM job_run WHERE attempt > 1"));
        assertThat(count("SELECT count(*) FROM job")).as("jobs").isEqualTo(JOBS);
        assertThat(count("SELECT count(DISTINCT job) FROM lifecycle.effect"))
                .as("jobs with an effect")
                .isEqualTo(JOBS);
        assertThat(cluster.value(DOUBLE_EFFECTS)).as("jobs with two effects").isEqualTo("none");
        assertThat(count("SELECT count(*) FROM job_run WHERE failures > 0"))
                .as("jobs with a failed attempt\n" + cluster)
                .isZero();
        assertThat(count("SELECT count(DISTINCT process) FROM lifecycle.effect"))
                .as("processes that took part")
                .isGreaterThanOrEqualTo(3);
    }

    private WorkerProcess start() throws IOException {
        started++;
        return cluster.start("worker-" + started, HIGH, SLOTS);
    }

    private void awaitDone(double part) {
        cluster.await(
                part + " of the jobs are done", () -> count("SELECT count(*) FROM lifecycle.effect") >= part * JOBS);
    }

    /** Going on before that, its attempts fail: PostgreSQL has ended the transactions they were paused in. */
    private void awaitJobsGoOnElsewhere(WorkerProcess process) {
        String its = " FROM pool_server WHERE process = '" + process.name() + "'";
        cluster.await(
                "jobs of " + process.name() + " go on elsewhere",
                () -> count("SELECT count(*)" + its + " AND seen_at < now() - interval '16 seconds'") == 1
                        && count(
                                        "SELECT count(*) FROM jobrunr_jobs WHERE state = 'PROCESSING' AND server_id = (SELECT id"
                                                + its + ")")
                                == 0);
    }

    private int count(String sql) {
        return Integer.parseInt(cluster.value(sql));
    }
}
