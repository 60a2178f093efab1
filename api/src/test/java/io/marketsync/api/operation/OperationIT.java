package io.marketsync.api.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestJob;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestJob.aJobOf;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** The operation in every state its job can be in. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class OperationIT {

    private final TestSeller seller = aSeller().withShop();

    @BeforeEach
    void queueIsEmpty() {
        Rows.run("TRUNCATE jobrunr_jobs, job_run, job CASCADE");
        Rows.run("DELETE FROM job_end_count");
    }

    @Test
    void aWaitingOperationKnowsItsPlaceInTheQueue() {
        aJobOf(seller);
        aJobOf(seller);
        JsonNode operation = read(aJobOf(seller));

        assertThat(operation.path("status").asText()).isEqualTo("waiting");
        assertThat(operation.path("done").asBoolean()).isFalse();
        assertThat(operation.path("outcome").isNull()).isTrue();
        assertThat(operation.path("attempt").isNull()).isTrue();
        assertThat(operation.path("progress").isNull()).isTrue();
        assertThat(operation.path("waiting").isNull()).isTrue();
        assertThat(operation.path("error").isNull()).isTrue();
        assertThat(operation.path("queue").path("name").asText()).isEqualTo("high");
        assertThat(operation.path("queue").path("position").asInt()).isEqualTo(2);
        assertThat(operation.path("queue").path("estimatedStart").isNull()).isTrue();
        assertThat(operation.path("requestedBy").path("type").asText()).isEqualTo("cron");
        assertThat(operation.path("shop").path("id").asText()).isEqualTo(seller.shopId());
        assertThat(operation.path("shop").path("name").asText()).isEqualTo("Test shop");
        assertThat(operation.path("kind").asText()).isEqualTo("orders.pull");
        assertThat(Duration.between(time(operation, "createdAt"), Instant.now()).abs())
                .isLessThan(Duration.ofMinutes(1));
        assertThat(operation.path("startedAt").isNull()).isTrue();
        assertThat(operation.path("finishedAt").isNull()).isTrue();
    }

    @Test
    void onAnIdleSystemAJobStartsNowAsLongAsSlotsAreFree() {
        Rows.run("""
                INSERT INTO pool_server (id, process, queue, seen_at, draining, slots) VALUES
                    (gen_random_uuid(), 'a', 'high', now(), false, 3), (gen_random_uuid(), 'b', 'low', now(), false, 50),
                    (gen_random_uuid(), 'c', 'high', now(), true, 50),
                    (gen_random_uuid(), 'd', 'high', now() - interval '16 seconds', false, 50)""");
        aJobOf(seller).running();
        aJobOf(seller);
        JsonNode second = read(aJobOf(seller));
        JsonNode third = read(aJobOf(seller));
        Rows.run("DELETE FROM pool_server");

        assertThat(second.path("queue").path("position").asInt()).isEqualTo(1);
        Instant start =
                Instant.parse(second.path("queue").path("estimatedStart").asText());
        assertThat(Duration.between(Instant.now(), start).abs()).isLessThan(Duration.ofSeconds(5));
        assertThat(third.path("queue").path("estimatedStart").isNull())
                .as("three slots, one runs, two wait before it, and nothing has ended")
                .isTrue();
    }

    @Test
    void theEstimateComesFromHowManyJobsEndWhileThereIsWork() {
        // two in twenty seconds of work; the four minutes before were idle and say nothing
        Rows.run("INSERT INTO job_end_count VALUES ('high', now() - interval '20 seconds', 2),"
                + " ('high', now() - interval '40 seconds', 0), ('high', now() - interval '6 minutes', 1000)");
        TestJob first = aJobOf(seller);
        JsonNode behind = read(aJobOf(seller));

        assertThat(read(first).path("queue").path("position").asInt()).isZero();
        assertThat(behind.path("queue").path("position").asInt()).isEqualTo(1);
        Instant start =
                Instant.parse(behind.path("queue").path("estimatedStart").asText());
        assertThat(Duration.between(Instant.now(), start)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(11));
    }

    @Test
    void aRunningOperationShowsProgressAndNoPercentWhileTheTotalIsUnknown() {
        TestJob job = aJobOf(seller).running();
        int before = read(job).path("version").asInt();
        JsonNode operation = read(job.at("fbs.new", 1, 4, 120, null));

        assertThat(operation.path("status").asText()).isEqualTo("running");
        assertThat(operation.path("attempt").asInt()).isEqualTo(1);
        assertThat(operation.path("version").asInt()).isGreaterThan(before);
        JsonNode progress = operation.path("progress");
        assertThat(progress.path("phase").asText()).isEqualTo("fbs.new");
        assertThat(progress.path("phaseIndex").asInt()).isEqualTo(1);
        assertThat(progress.path("phaseCount").asInt()).isEqualTo(4);
        assertThat(progress.path("completed").asInt()).isEqualTo(120);
        assertThat(progress.path("total").isNull()).isTrue();
        assertThat(progress.path("percent").isNull()).isTrue();
        assertThat(operation.path("counts").path("created").asInt()).isEqualTo(31);
        assertThat(operation.path("queue").path("position").isNull()).isTrue();
        assertThat(operation.path("startedAt").isNull()).isFalse();
    }

    @Test
    void percentStaysBelowAHundredUntilTheEnd() {
        TestJob job = aJobOf(seller).running().at("fbs.new", 1, 4, 450, 450L);
        assertThat(read(job).path("progress").path("percent").asInt()).isEqualTo(99);
        assertThat(read(job.finished("ok")).path("progress").path("percent").asInt())
                .isEqualTo(100);
    }

    @Test
    void aFinishedOperationSaysHowItsItemsEnded() {
        for (String outcome : List.of("ok", "partial", "nothing")) {
            JsonNode operation = read(aJobOf(seller).running().finished(outcome));

            assertThat(operation.path("status").asText()).isEqualTo("finished");
            assertThat(operation.path("done").asBoolean()).isTrue();
            assertThat(operation.path("outcome").asText()).isEqualTo(outcome);
            assertThat(operation.path("error").isNull()).isTrue();
            assertThat(time(operation, "finishedAt")).isAfterOrEqualTo(time(operation, "startedAt"));
        }
    }

    @Test
    void aDeadOperationSaysWhy() {
        JsonNode operation = read(aJobOf(seller).running().dead("auth", "The Ozon key has expired."));

        assertThat(operation.path("status").asText()).isEqualTo("dead");
        assertThat(operation.path("done").asBoolean()).isTrue();
        assertThat(operation.path("outcome").asText()).isEqualTo("failed");
        assertThat(operation.path("error").path("reason").asText()).isEqualTo("auth");
        assertThat(operation.path("error").path("detail").asText()).isEqualTo("The Ozon key has expired.");
    }

    @Test
    void aJobGivenUpWithoutAnyAttemptHasFailedToo() {
        JsonNode operation = read(aJobOf(seller).dead(null, null));

        assertThat(operation.path("status").asText()).isEqualTo("dead");
        assertThat(operation.path("outcome").asText()).isEqualTo("failed");
        assertThat(operation.path("finishedAt").isNull()).isFalse();
    }

    @Test
    void aCancelledOperationIsDone() {
        JsonNode operation = read(aJobOf(seller).cancelled());

        assertThat(operation.path("status").asText()).isEqualTo("cancelled");
        assertThat(operation.path("done").asBoolean()).isTrue();
        assertThat(operation.path("finishedAt").isNull()).isFalse();
    }

    @Test
    void anOperationThatWaitsForItsTimeSaysWhyAndUntilWhen() {
        TestJob job = aJobOf(seller).running().retriesAfter("rate_limited", "Too many requests.");
        JsonNode operation = read(job);

        assertThat(operation.path("status").asText()).isEqualTo("waiting");
        assertThat(operation.path("waiting").path("reason").asText()).isEqualTo("MARKETPLACE_RATE_LIMIT");
        Instant until = Instant.parse(operation.path("waiting").path("until").asText());
        assertThat(Duration.between(Instant.now(), until)).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(121));
        assertThat(operation.path("queue").path("position").isNull()).isTrue();
        assertThat(Instant.parse(operation.path("queue").path("estimatedStart").asText()))
                .isEqualTo(until);
        assertThat(operation.path("error").path("reason").asText()).isEqualTo("rate_limited");
    }

    @Test
    void anOperationThatIsDueAgainWaitsForItsTurnOnly() {
        JsonNode operation = read(aJobOf(seller)
                .running()
                .retriesAfter("transient", "Connection reset.")
                .dueAgain());

        assertThat(operation.path("status").asText()).isEqualTo("waiting");
        assertThat(operation.path("waiting").isNull()).isTrue();
        assertThat(operation.path("queue").path("position").asInt()).isZero();
    }

    @Test
    void anOperationOfMoreThanThirtyDaysAgoIsGone() {
        assertThatProblem(seller.get(aJobOf(seller).expired().path())).is(ProblemCode.OPERATION_EXPIRED);
    }

    @Test
    void anOperationWhoseJobIsBeingForgottenWasNotCancelled() {
        JsonNode operation = read(aJobOf(seller).running().finished("ok").cancelled());

        assertThat(operation.path("status").asText()).isEqualTo("finished");
        assertThat(operation.path("outcome").asText()).isEqualTo("ok");
    }

    @Test
    void foreignUnknownAndMalformedOperationsAreEquallyUnknown() {
        TestSeller other = aSeller().withShop();
        List<Reply> replies = new ArrayList<>();
        for (String id : List.of(
                aJobOf(other).operationId(),
                aJobOf(other).expired().operationId(),
                PublicId.OPERATION.of(UUID.randomUUID()),
                "op_x",
                PublicId.SHOP.of(seller.shop()))) {
            replies.add(seller.get("/api/v1/operations/" + id));
        }
        assertThat(replies).allSatisfy(reply -> assertThatProblem(reply).is(ProblemCode.OPERATION_NOT_FOUND));
    }

    @Test
    void theLinksOfAnOperationLeadBackToItAndToItsShop() {
        JsonNode operation = read(aJobOf(seller));

        assertThat(seller.get(operation.path("links").path("self").asText())
                        .json()
                        .path("id"))
                .isEqualTo(operation.path("id"));
        assertThat(seller.get(operation.path("links").path("shop").asText())
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo(seller.shopId());
    }

    @ParameterizedTest
    @CsvSource({
        "stock.push,quarantined,/stock-levels?state=quarantined",
        "stock.push,refused,/stock-levels?state=refused",
        "stock.push,quarantined refused,'/stock-levels?state=refused,quarantined'",
        "price.push,refused quarantined,'/prices?state=refused,quarantined'",
        "labels.fetch,refused quarantined,'/labels?state=refused,quarantined'",
        "price.push,quarantined,/prices?state=quarantined",
        "labels.fetch,refused,/labels?state=refused",
        "orders.backfill,days,/backfill-days",
        "stock.reconcile,changed_outside,/stock-drift",
        "stock.reconcile,agreeing,",
        "stock.push,sent,",
        "catalog.sync,updated,"
    })
    void whatAJobCouldNotDoIsInAList(String kind, String counted, String list) {
        TestJob job = aJobOf(seller).running().finished("partial");
        Rows.run("UPDATE job SET kind = ? WHERE id = ?", kind, job.id());
        Rows.run(
                "UPDATE job_run SET counts = (SELECT jsonb_object_agg(w, 3) FROM unnest(string_to_array(?, ' ')) w) WHERE job_id = ?",
                counted,
                job.id());
        JsonNode items = read(job).path("links").path("items");
        if (list == null) {
            assertThat(items.isNull()).isTrue();
        } else {
            assertThat(items.asText()).isEqualTo("/api/v1/shops/" + seller.shopId() + list);
            assertThat(seller.get(items.asText()).status()).isEqualTo(200);
        }
    }

    @Test
    void offersThatAreMissingAreInAList() {
        TestJob job = aJobOf(seller).running().finished("partial");
        Rows.run("UPDATE job SET kind = 'catalog.sync' WHERE id = ?", job.id());
        Rows.run("UPDATE job_run SET counts = '{\"missing\": 1}' WHERE job_id = ?", job.id());
        seller.withOffer("there").withOffer("lost");
        Rows.run("UPDATE offer SET missing_at = now() WHERE code = 'lost' AND shop_id = ?", seller.shop());
        String items = read(job).path("links").path("items").asText();
        assertThat(items).isEqualTo("/api/v1/offers?shop=" + seller.shopId() + "&missing=true");
        assertThat(seller.get(items).json().path("items").findValuesAsText("code"))
                .containsExactly("lost");
    }

    @Test
    void postingsOnHoldAreInAList() {
        TestJob job = aJobOf(seller).running().finished("ok");
        Rows.run("UPDATE job_run SET counts = '{\"held\": 1}' WHERE job_id = ?", job.id());
        String items = read(job).path("links").path("items").asText();
        assertThat(items).isEqualTo("/api/v1/postings?shop=" + seller.shopId() + "&onHold=true");
        assertThat(seller.get(items).status()).isEqualTo(200);
    }

    private JsonNode read(TestJob job) {
        Reply reply = seller.get(job.path());
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(reply.json().path("id").asText()).isEqualTo(job.operationId());
        return reply.json();
    }

    private static Instant time(JsonNode operation, String field) {
        return Instant.parse(operation.path(field).asText());
    }
}
