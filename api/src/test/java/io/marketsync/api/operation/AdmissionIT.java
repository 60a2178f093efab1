package io.marketsync.api.operation;

import java.util.UUID;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestJob;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** A full queue refuses new jobs and nothing else. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class AdmissionIT {

    private static final String BOUND = "/api/v1/ops/limits/queues/high";
    private static final String RERUN = "{\"kind\":\"orders.pull\",\"onRunning\":\"rerun\"}";

    private final TestSeller seller = aSeller().withShop().withShop();
    private final TestSeller other = aSeller().withShop();

    @Inject
    MeterRegistry registry;

    @BeforeEach
    @AfterEach
    void nothingWaits() {
        Rows.run("TRUNCATE jobrunr_jobs, job_run, job, batch CASCADE");
        Rows.run("DELETE FROM job_end_count");
        bound(20_000, 2_000);
    }

    @Test
    void aFullQueueAnswers503AndWritesNothing() {
        bound(1, 1);
        assertThat(seller.startsASync().status()).isEqualTo(202);
        double before = refusals("queue");

        Reply refused = Rows.nothingIsWrittenBy(other::startsASync);

        assertThatProblem(refused).is(ProblemCode.QUEUE_FULL);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(retryAfter(refused)).as("nothing ended lately").isBetween(60, 76);
        assertThat(refused.json().path("retryAfterSeconds").asInt()).isEqualTo(retryAfter(refused));
        assertThat(refused.json().path("detail").asText()).contains("high", "1");
        assertThat(refusals("queue")).isEqualTo(before + 1);
    }

    @Test
    void aSellerOverItsShareAnswers429AndOthersAreTakenIn() {
        bound(20_000, 1);
        assertThat(seller.startsASync().status()).isEqualTo(202);
        double before = refusals("seller");

        Reply refused = Rows.nothingIsWrittenBy(() -> syncOfTheSecondShop("{\"kind\":\"orders.pull\"}"));

        assertThatProblem(refused).is(ProblemCode.SELLER_QUEUE_SHARE);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(refusals("seller")).isEqualTo(before + 1);
        assertThat(other.startsASync().status()).isEqualTo(202);
    }

    @Test
    void oneThatJoinsItsTwinPassesAndAFollowUpDoesNot() {
        String first = seller.startsASync().json().path("id").asText();
        bound(0, 0);

        Reply joined = Rows.nothingIsWrittenBy(seller::startsASync);
        assertThat(joined.status()).isEqualTo(202);
        assertThat(joined.json().path("id").asText()).isEqualTo(first);

        Rows.run("UPDATE jobrunr_jobs SET state = 'PROCESSING' WHERE shop_id = ?", seller.shop());
        assertThat(seller.startsASync().status()).as("joins the running one").isEqualTo(202);
        assertThatProblem(Rows.nothingIsWrittenBy(() -> seller.calls().post(seller.syncsPath(), RERUN)))
                .is(ProblemCode.SELLER_QUEUE_SHARE);
    }

    @Test
    void aWaitingFollowUpIsJoinedInAFullQueue() {
        seller.startsASync();
        Rows.run("UPDATE jobrunr_jobs SET state = 'PROCESSING' WHERE shop_id = ?", seller.shop());
        String follow =
                seller.calls().post(seller.syncsPath(), RERUN).json().path("id").asText();
        bound(0, 0);

        Reply again = Rows.nothingIsWrittenBy(() -> seller.calls().post(seller.syncsPath(), RERUN));

        assertThat(again.json().path("id").asText()).isEqualTo(follow);
    }

    @Test
    void aRepetitionGetsItsKeptAnswerAndARefusalKeepsNone() {
        String key = UUID.randomUUID().toString();
        String refusedKey = UUID.randomUUID().toString();
        Reply first = seller.calls().withKey(key).post(seller.syncsPath(), "{\"kind\":\"orders.pull\"}");
        Rows.run("UPDATE jobrunr_jobs SET state = 'SUCCEEDED' WHERE shop_id = ?", seller.shop());
        bound(0, 2_000);

        Reply replayed = seller.calls().withKey(key).post(seller.syncsPath(), "{\"kind\":\"orders.pull\"}");
        assertThat(replayed.status()).isEqualTo(202);
        assertThat(replayed.body()).isEqualTo(first.body());

        Caller retrying = seller.calls().withKey(refusedKey);
        assertThatProblem(retrying.post(seller.syncsPath(), "{\"kind\":\"orders.pull\"}"))
                .is(ProblemCode.QUEUE_FULL);
        bound(20_000, 2_000);
        Reply taken = retrying.post(seller.syncsPath(), "{\"kind\":\"orders.pull\"}");
        assertThat(taken.status()).isEqualTo(202);
        assertThat(taken.header("Idempotent-Replayed")).isNull();
    }

    @Test
    void ofABatchTheJobsCountThatAreNew() {
        bound(20_000, 2);
        assertThat(seller.startsASync().status()).isEqualTo(202);
        Reply added = seller.calls().post("/api/v1/syncs", "{\"kind\":\"orders.pull\"}");
        assertThat(added.status()).as("one joins, one is new: %s", added).isEqualTo(202);
        bound(20_000, 1);

        Reply joined = seller.calls().post("/api/v1/syncs", "{\"kind\":\"orders.pull\"}");
        assertThat(joined.status()).as("all join: %s", joined).isEqualTo(202);
        Rows.run("UPDATE jobrunr_jobs SET state = 'SUCCEEDED' WHERE shop_id = ?", seller.shop());
        assertThatProblem(Rows.nothingIsWrittenBy(
                        () -> seller.calls().post("/api/v1/syncs", "{\"kind\":\"orders.pull\"}")))
                .is(ProblemCode.SELLER_QUEUE_SHARE);
    }

    @Test
    void aDeadOperationIsRetriedIntoAFullQueue() {
        TestJob dead = TestJob.aJobOf(seller).running().dead("transient", "Connection reset.");
        bound(0, 0);

        assertThat(seller.calls().post(dead.path() + "/retry", "").status()).isEqualTo(202);
        assertThat(seller.get(dead.path()).json().path("status").asText()).isEqualTo("waiting");
    }

    @Test
    void retryAfterIsTheTimeUntilThereIsRoom() {
        for (int i = 0; i < 29; i++) {
            TestJob.aJobOf(seller);
        }
        bound(10, 2_000);
        // one ends each second while there is work
        Rows.run("INSERT INTO job_end_count VALUES ('high', now() - interval '30 seconds', 10)");

        assertThat(retryAfter(other.startsASync())).as("30 less 10").isBetween(20, 26);
    }

    @Test
    void theBoundIsReadWithEachRequestAndItsChangeIsShown() {
        bound(0, 0);
        assertThatProblem(seller.startsASync()).is(ProblemCode.SELLER_QUEUE_SHARE);

        Reply changed = Caller.ops().put(BOUND, "{\"most\":7,\"mostPerSeller\":3,\"cronPercent\":40}");

        assertThat(changed.status()).as("%s", changed).isEqualTo(200);
        assertThat(changed.json().path("queues").get(0).toString())
                .isEqualTo("{\"queue\":\"high\",\"most\":7,\"mostPerSeller\":3,\"cronPercent\":40,\"waiting\":0,"
                        + "\"endedPerSecond\":null}");
        assertThat(seller.startsASync().status()).isEqualTo(202);
        assertThat(Caller.ops()
                        .get("/api/v1/ops/limits")
                        .json()
                        .path("queues")
                        .get(0)
                        .path("waiting")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aBoundOutOfRangeOrOfNoQueueIsRefused() {
        Caller ops = Caller.ops();
        assertThatProblem(Rows.nothingIsWrittenBy(
                        () -> ops.put(BOUND, "{\"most\":-1,\"mostPerSeller\":10000001,\"cronPercent\":101}")))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("#/most", "MIN", "0")
                .namesField("#/mostPerSeller", "MAX", "10000000")
                .namesField("#/cronPercent", "MAX", "100");
        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.put(
                        "/api/v1/ops/limits/queues/urgent", "{\"most\":1,\"mostPerSeller\":1,\"cronPercent\":1}")))
                .is(ProblemCode.TARGET_NOT_FOUND);
    }

    private Reply syncOfTheSecondShop(String body) {
        return seller.calls().post(seller.syncsPath(1), body);
    }

    private static void bound(int most, int mostOfOne) {
        Rows.run(
                "UPDATE queue_bound SET most = ?, most_of_one = ?, cron_percent = 50 WHERE queue = 'high'",
                most,
                mostOfOne);
    }

    private static int retryAfter(Reply reply) {
        return Integer.parseInt(reply.header("Retry-After"));
    }

    private double refusals(String bound) {
        return registry.get("marketsync.admission.refused")
                .tags("queue", "high", "bound", bound)
                .counter()
                .count();
    }
}
