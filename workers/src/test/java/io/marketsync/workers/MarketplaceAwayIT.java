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

import io.marketsync.breaker.BreakerConfig;
import io.marketsync.breaker.CallWindow;
import io.marketsync.marketplace.ozon.OzonCanary;
import io.marketsync.marketplace.ozon.OzonClient;
import io.marketsync.permit.LocalPermits;
import io.marketsync.posting.PullOrders;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.telemetry.BreakerMetrics;
import io.marketsync.testing.TestBreaker;
import io.marketsync.testing.TestDatabase;
import io.marketsync.testing.TestGate;
import io.marketsync.workers.Breakers.Guarded;
import io.marketsync.workers.testing.SimulatedOzon;
import io.marketsync.workers.testing.SimulatedOzon.Shop;
import io.marketsync.workers.testing.TestPools;

import static org.assertj.core.api.Assertions.assertThat;

/** A marketplace that goes away under running jobs, with real pools; everything about it takes a thirtieth of the time it has shipped. */
class MarketplaceAwayIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String CANARY = "/v1/roles";

    private final TestDatabase database = TestDatabase.shared().withoutJobs();
    private final SimulatedOzon ozon = SimulatedOzon.start(database, 12, 60);
    private final BreakerConfig config =
            TestBreaker.with(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));
    private TestPools pools;
    private Breakers breakers;

    @BeforeEach
    void start() throws SQLException {
        ozon.change("TRUNCATE breaker");
        // one of these shops is the canary
        ozon.change("UPDATE shop SET attention = 'key_rejected' WHERE NOT id = ANY (?)", (Object)
                ozon.shops.stream().map(Shop::id).toArray(UUID[]::new));
        LocalPermits permits = TestGate.wholeBudgets();
        CallWindow window = new CallWindow(config, System::nanoTime);
        OzonClient client = ozon.client(TestGate.of(permits), window, new SimpleMeterRegistry());
        pools = TestPools.start(database, Map.of("high", 4), ozon.pullOrders(client));
        breakers = new Breakers(
                database.workers(),
                permits,
                ozon.opener(),
                config,
                new BreakerMetrics(pools.registry),
                List.of(new Guarded(window, new OzonCanary(client))));
        breakers.start();
    }

    @AfterEach
    void stop() {
        breakers.close();
        pools.close();
        ozon.change("TRUNCATE breaker");
        ozon.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"STATUS500", "HTML502", "CIRCLE_OPEN", "RESET_BEFORE"})
    void itsJobsWaitWithoutWastingAttemptsUntilItIsBack(FaultKind trouble) {
        ozon.misbehave(trouble, null, -1, 1);
        List<UUID> jobs = ozon.shops.stream().map(this::pull).toList();

        awaitState("open");
        assertThat(failures()).as("the tenth failure opens it and is nobody's").isLessThanOrEqualTo(9);
        Awaitility.await("nothing runs").atMost(SOON).until(() -> ozon.text(
                        "SELECT count(*) FROM jobrunr_jobs WHERE state = 'PROCESSING'")
                .equals("0"));
        long callsOfJobs = callsOfJobs();
        assertThat(
                        ozon.text(
                                "SELECT DISTINCT concat_ws(' ', paused_by, paused_cause) FROM operation WHERE status = 'waiting'"))
                .isEqualTo("marketplace breaker");
        Awaitility.await("probes")
                .atMost(SOON)
                .until(() -> Integer.parseInt(ozon.text("SELECT failed_probes FROM breaker")) >= 2);
        assertThat(callsOfJobs()).as("only canaries call").isEqualTo(callsOfJobs);
        assertThat(failures()).isLessThanOrEqualTo(9);

        ozon.behave();

        for (UUID job : jobs) {
            Awaitility.await("the end of " + job).atMost(SOON).untilAsserted(() -> assertThat(ozon.job(job))
                    .startsWith("SUCCEEDED"));
        }
        assertThat(ozon.text("SELECT max(failures) FROM job_run"))
                .as("of one job")
                .isIn("0", "1");
        awaitState("closed");
        assertThat(ozon.text("SELECT count(*) FROM pause")).isEqualTo("0");
        assertThat(ozon.text("SELECT opened FROM breaker")).isEqualTo("1");
        for (String state : List.of("open", "ramping", "closed")) {
            assertThat(pools.registry
                            .get("marketsync.breaker.transitions")
                            .tag("state", state)
                            .counter()
                            .count())
                    .as(state)
                    .isEqualTo(1);
        }
    }

    @Test
    void theTroubleOfOneSellerStopsNobodyElse() {
        Shop troubled = ozon.shops.getFirst();
        ozon.misbehave(FaultKind.STATUS500, troubled, -1, null);
        UUID job = pull(troubled);
        Awaitility.await("it failed").atMost(SOON).until(() -> ozon.job(job).startsWith("SCHEDULED"));

        List<UUID> others = ozon.shops.stream().skip(1).map(this::pull).toList();

        for (UUID other : others) {
            Awaitility.await("the end of " + other).atMost(SOON).untilAsserted(() -> assertThat(ozon.job(other))
                    .isEqualTo("SUCCEEDED 0 ok"));
        }
        assertThat(ozon.text("SELECT count(*) FROM breaker")).isEqualTo("0");
    }

    private UUID pull(Shop shop) {
        return pools.enqueue(PullOrders.KIND, shop.seller(), shop.id(), new PullOrders.Args(), 0);
    }

    private void awaitState(String state) {
        Awaitility.await(state).atMost(SOON).untilAsserted(() -> assertThat(ozon.text("SELECT state FROM breaker"))
                .isEqualTo(state));
    }

    private int failures() {
        return Integer.parseInt(ozon.text("SELECT coalesce(sum(failures), 0) FROM job_run"));
    }

    private long callsOfJobs() {
        return ozon.simulator.calls().summaries().stream()
                .filter(calls -> !calls.method().equals("*") && !calls.method().equals(CANARY))
                .mapToLong(calls -> calls.calls())
                .sum();
    }
}
