package io.marketsync.workers;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.breaker.CallWatch;
import io.marketsync.failure.JobFailure;
import io.marketsync.job.Ending;
import io.marketsync.job.JobContext;
import io.marketsync.job.JobHandler;
import io.marketsync.job.Kind;
import io.marketsync.job.Outcome;
import io.marketsync.job.Queue;
import io.marketsync.posting.PullOrders;
import io.marketsync.retry.RetryPolicy;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestGate;
import io.marketsync.workers.testing.SimulatedOzon;
import io.marketsync.workers.testing.SimulatedOzon.Shop;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

/** A key that is revoked while jobs run with it, with real pools and the simulated marketplace. */
class KeyRevokedIT {

    record Nothing() {}

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ADVICE =
            "The Ozon key is deactivated. Create a new one in the seller cabinet and enter it for this shop.";

    /** Of a kind that knows nothing of breakers; its first call is refused the key that was the shop's first. */
    private static final class Refused implements JobHandler<Nothing> {

        private final Kind<Nothing> kind = new Kind<>(
                "test.refused",
                Queue.HIGH,
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                RetryPolicy.DEFAULT,
                Nothing.class);
        final AtomicInteger attempts = new AtomicInteger();
        volatile Runnable meanwhile = () -> {};

        @Override
        public Kind<Nothing> kind() {
            return kind;
        }

        @Override
        public Ending run(JobContext job, Nothing nothing) {
            if (attempts.incrementAndGet() == 1) {
                meanwhile.run();
                throw JobFailure.keyRefused(1, ADVICE);
            }
            return Outcome.OK;
        }
    }

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final SimulatedOzon ozon = SimulatedOzon.start(database, 3, 1500);
    private final Shop revoked = ozon.shops.get(0);
    private final Shop other = ozon.shops.get(1);
    private final Refused refused = new Refused();
    private TestPools pools;

    @BeforeEach
    void start() throws SQLException {
        PullOrders pulls =
                ozon.pullOrders(ozon.client(TestGate.withoutPatience(), CallWatch.NOBODY, new SimpleMeterRegistry()));
        pools = TestPools.start(database, Map.of("high", 4), pulls, refused);
    }

    @AfterEach
    void stop() {
        pools.close();
        ozon.close();
    }

    @Test
    void itsShopsJobsWaitForAnotherKeyWithoutAnAttemptSpentAndOthersGoOn() {
        ozon.misbehave(FaultKind.LATENCY, revoked, -1, null);
        UUID running = pull(revoked);
        Awaitility.await("pages").atMost(SOON).until(() -> ozon.answered(revoked, 200) >= 3);
        ozon.simulator.keys().revoke(revoked.clientId());

        awaitJob(running, "ENQUEUED 0");
        assertThat(waits(running)).isEqualTo("t shop key " + ADVICE);
        UUID asked = pull(revoked);
        UUID elsewhere = pull(other);

        awaitJob(elsewhere, "SUCCEEDED 0 ok");
        assertThat(ozon.job(asked)).as("never claimed").isEqualTo("ENQUEUED");
        assertThat(waits(asked)).isEqualTo("t shop key " + ADVICE);
        assertThat(ozon.answered(revoked, 403)).as("refused calls").isEqualTo(1);
        assertThat(pools.registry
                        .get("marketsync.job.parked")
                        .tag("kind", "orders.pull")
                        .counter()
                        .count())
                .isEqualTo(1);

        ozon.behave();
        ozon.enterAnotherKey(revoked);

        awaitJob(running, "SUCCEEDED 0 ok");
        Awaitility.await("the other").atMost(SOON).until(() -> ozon.job(asked).startsWith("SUCCEEDED 0"));
        assertThat(ozon.text(
                        "SELECT concat_ws(' ', attention, (SELECT count(*) FROM pause)) FROM shop WHERE id = ?",
                        revoked.id()))
                .isEqualTo("0");
    }

    @Test
    void jobsOfEveryKindWaitAndTheirHandlersNeedNotKnow() {
        UUID job = pools.enqueue(refused.kind, revoked.seller(), revoked.id(), new Nothing(), 0);
        awaitJob(job, "ENQUEUED 0");
        assertThat(waits(job)).isEqualTo("t shop key " + ADVICE);

        ozon.enterAnotherKey(revoked);

        awaitJob(job, "SUCCEEDED 0 ok");
        assertThat(refused.attempts).hasValue(2);
    }

    @Test
    void anAttemptWithTheKeyBeforeLeavesTheOneThatWasEnteredMeanwhileAlone() {
        refused.meanwhile = () -> ozon.enterAnotherKey(revoked);

        UUID job = pools.enqueue(refused.kind, revoked.seller(), revoked.id(), new Nothing(), 0);

        awaitJob(job, "SUCCEEDED 0 ok");
        assertThat(refused.attempts).hasValue(2);
        assertThat(ozon.text("SELECT attention FROM shop WHERE id = ?", revoked.id()))
                .isEmpty();
    }

    @Test
    void withoutAShopThereIsNoKeyToWaitFor() {
        UUID job = pools.enqueue(refused.kind, revoked.seller(), null, new Nothing(), 0);

        awaitJob(job, "FAILED 1 failed");
        assertThat(ozon.text("SELECT reason FROM job_run WHERE job_id = ?", job))
                .isEqualTo("auth");
    }

    private UUID pull(Shop shop) {
        return pools.enqueue(PullOrders.KIND, shop.seller(), shop.id(), new PullOrders.Args(), 0);
    }

    private void awaitJob(UUID job, String expected) {
        Awaitility.await(expected).atMost(SOON).untilAsserted(() -> assertThat(ozon.job(job))
                .isEqualTo(expected));
    }

    private String waits(UUID job) {
        return ozon.text("""
                SELECT concat_ws(' ', j.held, o.paused_by, o.paused_cause, o.paused_note)
                FROM operation o JOIN jobrunr_jobs j ON j.id = o.id WHERE o.id = ?""", job);
    }
}
