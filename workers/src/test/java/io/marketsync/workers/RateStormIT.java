package io.marketsync.workers;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.marketsync.breaker.CallWatch;
import io.marketsync.posting.PullOrders;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestGate;
import io.marketsync.workers.testing.SimulatedOzon;
import io.marketsync.workers.testing.SimulatedOzon.Shop;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

/** A marketplace that asks to wait, of one seller or of all, as running jobs with real pools meet it. */
class RateStormIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final SimulatedOzon ozon = SimulatedOzon.start(database, 6, 60);
    private final Shop affected = ozon.shops.getFirst();
    private TestPools pools;

    @BeforeEach
    void start() throws SQLException {
        PullOrders pulls =
                ozon.pullOrders(ozon.client(TestGate.withoutPatience(), CallWatch.NOBODY, new SimpleMeterRegistry()));
        pools = TestPools.start(database, Map.of("high", 2), pulls);
    }

    @AfterEach
    void stop() {
        pools.close();
        ozon.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"STATUS429", "CIRCLE_OPEN"})
    void theSellerItAsksWaitsItsTimeAndTheOthersDoNot(FaultKind storm) {
        ozon.misbehave(storm, affected, -1, 3);
        UUID held = pull(affected);
        Awaitility.await("it is asked to wait").atMost(SOON).until(() -> ozon.job(held)
                .startsWith("SCHEDULED"));

        List<UUID> others = ozon.shops.stream().skip(1).map(this::pull).toList();

        for (UUID other : others) {
            awaitEnd(other);
        }
        assertThat(ozon.job(held)).as("while it waits, its slot serves others").matches("[A-Z]+ 0");
        Awaitility.await("what the seller reads").atMost(SOON).until(() -> ozon.text(
                        "SELECT error FROM job_run WHERE job_id = ?", held)
                .equals("The marketplace asked to wait; the job goes on by itself."));
        Awaitility.await("it asked again, at its time").atMost(SOON).until(() -> ozon.calls(affected) >= 3);
        List<Duration> pauses = ozon.pauses(affected);
        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isGreaterThanOrEqualTo(Duration.ofMillis(2900)));

        ozon.behave();

        awaitEnd(held);
    }

    @Test
    void aStormOverAllOfThemSpendsNoAttempt() {
        ozon.simulator.faults().add(new FaultRule(null, null, null, FaultKind.STATUS429, 30, null, 0.6, null, 1, null));

        List<UUID> jobs = ozon.shops.stream().map(this::pull).toList();

        jobs.forEach(this::awaitEnd);
        assertThat(ozon.simulator.faults().statuses().getFirst().fired()).isGreaterThan(5);
    }

    private UUID pull(Shop shop) {
        return pools.enqueue(PullOrders.KIND, shop.seller(), shop.id(), new PullOrders.Args(), 0);
    }

    private void awaitEnd(UUID job) {
        Awaitility.await("the end of " + job).atMost(SOON).untilAsserted(() -> assertThat(ozon.job(job))
                .isEqualTo("SUCCEEDED 0 ok"));
    }
}
