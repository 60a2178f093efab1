package io.marketsync.workers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.job.AttemptLost;
import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.testing.TestDatabase;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

/** One slot, and handlers that do not end by themselves. */
class HardLimitIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    enum Stuck {
        /** Heeds no interrupt. */
        SPINS,
        /** In a statement of the attempt's own transaction. */
        IN_A_STATEMENT,
        /** Reads from somebody who never answers. */
        IN_A_READ,
        SLEEPS,
        /** Ends when asked to. */
        OBEYS,
        ENDS
    }

    record How(Stuck how) {}

    private static final class Handler implements JobHandler<How> {

        private final Kind<How> kind = new Kind<>(
                "test.stuck",
                Queue.HIGH,
                Duration.ofMillis(300),
                Duration.ofMillis(700),
                new RetryPolicy(1, Duration.ZERO, Duration.ZERO),
                How.class);
        final BlockingQueue<Stuck> started = new LinkedBlockingQueue<>();
        final BlockingQueue<Throwable> late = new LinkedBlockingQueue<>();
        volatile boolean goOn;

        @Override
        public Kind<How> kind() {
            return kind;
        }

        @Override
        public Ending run(JobContext job, How args) throws Exception {
            started.add(args.how);
            switch (args.how) {
                case SPINS -> spin(job);
                case IN_A_STATEMENT -> job.unfenced(handle -> handle.execute("SELECT pg_sleep(60)"));
                case IN_A_READ -> readForEver();
                case SLEEPS -> TimeUnit.MINUTES.sleep(1);
                case OBEYS -> {
                    return untilAsked(job);
                }
                case ENDS -> {
                    return Outcome.OK;
                }
            }
            return Outcome.OK;
        }

        private void spin(JobContext job) {
            while (!goOn) {
                Thread.onSpinWait();
            }
            try {
                job.commit(handle -> handle.execute("SELECT 1"));
            } catch (RuntimeException refused) {
                late.add(refused);
                throw refused;
            }
        }

        private static void readForEver() throws IOException {
            try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
                socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(5));
                socket.getInputStream().read();
            }
        }

        private static Ending untilAsked(JobContext job) {
            while (!job.stopRequested()) {
                Thread.onSpinWait();
            }
            return new Ending.CutShort("Asked.");
        }
    }

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final Handler handler = new Handler();
    private TestPools pools;
    private UUID seller;

    @BeforeEach
    void start() throws SQLException {
        pools = TestPools.start(database, Map.of("high", 1), handler);
        seller = database.seller("Stuck seller");
    }

    @AfterEach
    void stop() {
        handler.goOn = true;
        pools.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Stuck.class,
            names = {"SPINS", "IN_A_STATEMENT", "IN_A_READ", "SLEEPS"})
    void atTheHardLimitTheSlotIsFreeAndTheJobSaysSo(Stuck how) throws InterruptedException {
        UUID stuck = enqueue(how);
        UUID next = enqueue(Stuck.ENDS);
        assertThat(next(handler.started)).isEqualTo(how);
        assertThat(next(handler.started)).isEqualTo(Stuck.ENDS);
        await(() -> state(stuck).equals("FAILED"));
        await(() -> state(next).equals("SUCCEEDED"));
        assertThat(column("SELECT reason || ' ' || outcome FROM job_run WHERE job_id = '" + stuck + "'"))
                .isEqualTo("hard_limit failed");
        assertThat(pools.registry
                        .get("marketsync.job.failures")
                        .tag("reason", "hard_limit")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aLateFinisherIsRefused() throws InterruptedException {
        UUID stuck = enqueue(Stuck.SPINS);
        await(() -> state(stuck).equals("FAILED"));
        handler.goOn = true;
        assertThat(handler.late.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(AttemptLost.class);
        await(() -> pools.registry.get("marketsync.pool.stuck").gauge().value() == 0);
        assertThat(state(stuck)).isEqualTo("FAILED");
        assertThat(column("SELECT attempt || ' ' || reason FROM job_run")).isEqualTo("1 hard_limit");
    }

    @Test
    void aHandlerThatEndsWhenAskedEndsPartial() {
        UUID job = enqueue(Stuck.OBEYS);
        await(() -> state(job).equals("SUCCEEDED"));
        assertThat(column("SELECT outcome FROM job_run")).isEqualTo("partial");
    }

    @Test
    void aStatementDoesNotOutliveItsAttempt() {
        UUID job = enqueue(Stuck.IN_A_STATEMENT);
        await(() -> state(job).equals("FAILED"));
        await(() -> column(
                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active'"
                                + " AND pid <> pg_backend_pid()")
                .equals("0"));
    }

    @Test
    void aProcessWithTooManyStuckThreadsClaimsNoMoreAndAsksToBeStartedAgain() {
        List<UUID> stuck = List.of(enqueue(Stuck.SPINS), enqueue(Stuck.SPINS), enqueue(Stuck.SPINS));
        await(() -> pools.brokenDown());
        stuck.forEach(job -> await(() -> state(job).equals("FAILED")));
        assertThat(pools.pools().running()).isFalse();
        UUID later = enqueue(Stuck.ENDS);
        handler.goOn = true;
        pools.close();
        assertThat(state(later)).isEqualTo("ENQUEUED");
    }

    @Test
    void aCancelledJobFreesItsSlotAtOnce() throws InterruptedException {
        Handler patient = handler;
        UUID job = enqueue(Stuck.SPINS);
        assertThat(next(patient.started)).isEqualTo(Stuck.SPINS);
        database.superuser().useHandle(handle -> {
            handle.execute("UPDATE jobrunr_jobs SET state = 'DELETED', server_id = NULL WHERE id = ?", job);
            handle.execute("SELECT pg_notify('marketsync_jobs', 'cancel:' || ?)", job);
        });
        await(() -> pools.pools().servers().getFirst().busy() == 0);
        patient.goOn = true;
        assertThat(patient.late.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(AttemptLost.class);
        assertThat(state(job)).isEqualTo("DELETED");
    }

    private UUID enqueue(Stuck how) {
        return pools.enqueue(handler.kind, seller, null, new How(how), 0);
    }

    private String state(UUID job) {
        return column("SELECT state FROM jobrunr_jobs WHERE id = '" + job + "'");
    }

    private String column(String sql) {
        return database.superuser()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    private static Stuck next(BlockingQueue<Stuck> started) throws InterruptedException {
        return started.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(condition);
    }
}
