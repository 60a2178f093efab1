package io.marketsync.api.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

/** What a seller does to operations; the races are in CancelIT and DeadJobsIT of the library. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class OperationChangesIT {

    private final TestSeller seller = aSeller().withShop();

    @Test
    void aWaitingOperationIsCancelledWhenTheAnswerComes() {
        TestJob job = aJobOf(seller);

        Reply reply = post(job, "cancel");

        assertThat(state(job)).isEqualTo("DELETED");
        assertThat(reply.status()).as("%s", reply).isEqualTo(202);
        assertThat(reply.header("Location")).endsWith(job.path());
        assertThat(reply.json().path("status").asText()).isEqualTo("cancelled");
        assertThat(reply.json().path("done").asBoolean()).isTrue();
        assertThat(reply.json().path("finishedAt").isNull()).isFalse();
        assertThat(reply.json().path("links").path("cancel").isNull()).isTrue();
    }

    @Test
    void aRunningOperationKeepsWhatItSaved() {
        TestJob job = aJobOf(seller).running().at("fbs.new", 1, 4, 120, null);

        JsonNode cancelled = post(job, "cancel").json();

        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled.path("outcome").isNull()).isTrue();
        assertThat(cancelled.path("counts").path("created").asInt()).isEqualTo(31);
        assertThat(cancelled.path("finishedAt").isNull()).isFalse();
        assertThat(seller.get(job.path()).json()).isEqualTo(cancelled);
    }

    @Test
    void theLinkOfALivingOperationCancelsIt() {
        JsonNode started = seller.startsASync().json();

        Reply reply = seller.calls().post(started.path("links").path("cancel").asText(), "");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().path("id")).isEqualTo(started.path("id"));
    }

    @Test
    void cancelledTwiceIsCancelledOnce() {
        TestJob job = aJobOf(seller).running();
        Reply first = post(job, "cancel");

        Reply second = Rows.nothingIsWrittenBy(() -> post(job, "cancel"));

        assertThat(second.status()).isEqualTo(202);
        assertThat(second.json()).isEqualTo(first.json());
    }

    @Test
    void manyCancelsAtOnceAllSayTheSame() throws Exception {
        TestJob job = aJobOf(seller).running();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> post(job, "cancel"));
            }
            for (var reply : threads.invokeAll(calls)) {
                assertThat(reply.get().json().path("status").asText()).isEqualTo("cancelled");
            }
        }
        assertThat(Rows.text("SELECT version::text FROM jobrunr_jobs WHERE id = ?", job.id()))
                .isEqualTo("3");
    }

    @Test
    void whatHasEndedIsNotCancelled() {
        TestJob finished = aJobOf(seller).running().finished("ok");
        TestJob dead = aJobOf(seller).running().dead("bug", "Internal error.");

        assertThatProblem(Rows.nothingIsWrittenBy(() -> post(finished, "cancel")))
                .is(ProblemCode.OPERATION_ALREADY_ENDED);
        assertThatProblem(Rows.nothingIsWrittenBy(() -> post(dead, "cancel"))).is(ProblemCode.OPERATION_ALREADY_ENDED);
    }

    @Test
    void aDeadOperationIsFoundRetriedAndWaitsAgain() {
        TestJob job = aJobOf(seller).running().dead("transient", "Connection reset.");
        JsonNode listed = seller.get("/api/v1/operations?status=dead").json().path("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("error").path("reason").asText()).isEqualTo("transient");

        Reply reply =
                seller.calls().post(listed.get(0).path("links").path("retry").asText(), "");

        assertThat(reply.status()).as("%s", reply).isEqualTo(202);
        assertThat(reply.json().path("id").asText()).isEqualTo(job.operationId());
        assertThat(reply.json().path("status").asText()).isEqualTo("waiting");
        assertThat(reply.json().path("outcome").isNull()).isTrue();
        assertThat(reply.json().path("finishedAt").isNull()).isTrue();
        assertThat(reply.json().path("waiting").isNull()).isTrue();
        assertThat(reply.json().path("error").path("reason").asText()).isEqualTo("transient");
        assertThat(Rows.nothingIsWrittenBy(() -> post(job, "retry")).status()).isEqualTo(202);
    }

    @Test
    void aLaterOperationOfTheSameKindAndShopTakesItsPlace() {
        TestJob job = aJobOf(seller).running().dead("bug", "Internal error.").uniqueAs("orders.pull:" + seller.shop());
        String twin = seller.startsASync().json().path("id").asText();

        Reply refused = Rows.nothingIsWrittenBy(() -> post(job, "retry"));

        assertThatProblem(refused).is(ProblemCode.OPERATION_HAS_TWIN);
        assertThat(refused.json().path("detail").asText()).contains(twin);
        assertThat(refused.json().path("links").path("operation").asText()).endsWith("/api/v1/operations/" + twin);
    }

    @Test
    void aDiscardedOperationIsCancelledAndStillSaysWhyItDied() {
        TestJob job = aJobOf(seller).running().dead("auth", "The Ozon key has expired.");

        JsonNode discarded = post(job, "discard").json();

        assertThat(discarded.path("status").asText()).isEqualTo("cancelled");
        assertThat(discarded.path("error").path("detail").asText()).isEqualTo("The Ozon key has expired.");
        assertThat(seller.get("/api/v1/operations?status=dead").json().path("items"))
                .isEmpty();
        assertThat(Rows.nothingIsWrittenBy(() -> post(job, "discard")).json()).isEqualTo(discarded);
    }

    @Test
    void aDeadJobWithoutAnyAttemptIsDiscardedToo() {
        TestJob job = aJobOf(seller).dead(null, null);

        assertThat(post(job, "discard").json().path("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void onlyADeadOperationIsRetriedOrDiscarded() {
        TestJob finished = aJobOf(seller).running().finished("ok");
        TestJob running = aJobOf(seller).running();

        assertThatProblem(Rows.nothingIsWrittenBy(() -> post(finished, "retry")))
                .is(ProblemCode.OPERATION_NOT_DEAD);
        assertThatProblem(Rows.nothingIsWrittenBy(() -> post(finished, "discard")))
                .is(ProblemCode.OPERATION_NOT_DEAD);
        assertThatProblem(Rows.nothingIsWrittenBy(() -> post(running, "discard")))
                .is(ProblemCode.OPERATION_NOT_DEAD);
        assertThat(Rows.nothingIsWrittenBy(() -> post(running, "retry"))
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "retry", "discard"})
    void anotherSellersOperationIsUnknown(String what) {
        TestSeller other = aSeller().withShop();
        for (TestJob job : List.of(aJobOf(other), aJobOf(other).running().dead("bug", "Internal error."))) {
            assertThatProblem(Rows.nothingIsWrittenBy(() -> post(job, what))).is(ProblemCode.OPERATION_NOT_FOUND);
        }
        assertThatProblem(post(aJobOf(seller).expired(), what)).is(ProblemCode.OPERATION_EXPIRED);
    }

    private Reply post(TestJob job, String what) {
        return seller.calls().post(job.path() + "/" + what, "");
    }

    private static String state(TestJob job) {
        return Rows.text("SELECT state FROM jobrunr_jobs WHERE id = ?", job.id());
    }
}
