package io.marketsync.api.operation;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestJob;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** A batch in every state its members can bring it to, and what its seller does to it. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class BatchOperationIT {

    private final TestSeller seller = aSeller().withShop().withShop().withShop().withShop();
    private final String id = start();
    private final List<TestJob> jobs = TestJob.jobsOf(seller, id);

    @Test
    void itRunsFromTheFirstStartToTheLastEnd() {
        assertThat(read().path("status").asText()).isEqualTo("waiting");
        assertThat(read().path("startedAt").isNull()).isTrue();

        jobs.get(0).running();
        assertThat(read().path("status").asText()).isEqualTo("running");
        assertThat(read().path("startedAt").isNull()).isFalse();

        jobs.get(0).finished("ok");
        JsonNode between = read();
        assertThat(between.path("status").asText()).isEqualTo("running");
        assertThat(between.path("done").asBoolean()).isFalse();
        assertThat(between.path("outcome").isNull()).isTrue();
        assertThat(between.path("finishedAt").isNull()).isTrue();

        jobs.subList(1, 4).forEach(job -> job.running().finished("ok"));
        JsonNode end = read();
        assertThat(end.path("status").asText()).isEqualTo("finished");
        assertThat(end.path("done").asBoolean()).isTrue();
        assertThat(end.path("outcome").asText()).isEqualTo("ok");
        assertThat(end.path("finishedAt").isNull()).isFalse();
        assertThat(end.path("links").path("cancel").isNull()).isTrue();
        assertThat(end.path("links").path("retry").isNull()).isTrue();
    }

    @Test
    void countsAreSumsAndProgressIsInJobs() {
        jobs.get(0).running().at("fbs.new", 1, 4, 120, null).finished("ok");
        jobs.get(1).running().at("fbs.new", 1, 4, 120, null);

        JsonNode batch = read();

        assertThat(batch.path("counts").toString()).isEqualTo("{\"created\":62,\"updated\":160}");
        assertThat(batch.path("progress").path("unit").asText()).isEqualTo("jobs");
        assertThat(batch.path("progress").path("completed").asInt()).isEqualTo(1);
        assertThat(batch.path("progress").path("total").asInt()).isEqualTo(4);
        assertThat(batch.path("progress").path("percent").asInt()).isEqualTo(25);
    }

    @Test
    void theOutcomeIsThatOfAllMembers() {
        assertThat(outcomeOf("ok", "ok", "nothing", "ok")).isEqualTo("finished ok");
        assertThat(outcomeOf("nothing", "nothing", "nothing", "nothing")).isEqualTo("finished nothing");
        assertThat(outcomeOf("ok", "ok", "partial", "ok")).isEqualTo("finished partial");
        assertThat(outcomeOf("ok", "ok", "dead", "ok")).isEqualTo("finished partial");
        assertThat(outcomeOf("failed", "failed", "dead", "dead")).isEqualTo("finished failed");
        assertThat(outcomeOf("dead", "dead", "dead", "dead")).isEqualTo("dead failed");
        assertThat(outcomeOf("ok", "cancelled", "ok", "ok")).isEqualTo("finished partial");
        assertThat(outcomeOf("dead", "cancelled", "dead", "dead")).isEqualTo("finished failed");
        assertThat(outcomeOf("cancelled", "cancelled", "cancelled", "cancelled"))
                .isEqualTo("cancelled null");
    }

    @Test
    void theVersionGrowsWithEveryChangeAndPercentNeverGoesBack() {
        List<Runnable> changes = List.of(
                () -> jobs.get(0).running(),
                () -> jobs.get(0).at("fbs.new", 1, 4, 120, null),
                () -> jobs.get(0).retriesAfter("rate_limited", "Too many requests."),
                () -> jobs.get(0).dueAgain(),
                () -> jobs.get(0).finished("ok"),
                () -> jobs.get(1).running(),
                () -> jobs.get(1).dead("bug", "Internal error."),
                () -> post("retry"),
                () -> jobs.get(1).dead("bug", "Internal error."),
                () -> post("discard"),
                () -> post("cancel"));
        int version = read().path("version").asInt();
        int percent = 0;
        for (Runnable change : changes) {
            change.run();
            JsonNode batch = read();
            assertThat(batch.path("version").asInt()).isGreaterThan(version);
            assertThat(batch.path("progress").path("percent").asInt()).isGreaterThanOrEqualTo(percent);
            version = batch.path("version").asInt();
            percent = batch.path("progress").path("percent").asInt();
        }
        assertThat(percent).isEqualTo(100);
    }

    @Test
    void cancelEndsWhatWaitsAndRunsAndKeepsWhatEnded() {
        jobs.get(0).running().at("fbs.new", 1, 4, 120, null);
        jobs.get(1).running().finished("ok");

        Reply cancelled = post("cancel");

        assertThat(cancelled.status()).as("%s", cancelled).isEqualTo(202);
        assertThat(cancelled.json().path("status").asText()).isEqualTo("finished");
        assertThat(cancelled.json().path("outcome").asText()).isEqualTo("partial");
        assertThat(cancelled.json().path("batch").path("cancelled").asInt()).isEqualTo(3);
        assertThat(cancelled.json().path("counts").path("created").asInt()).isEqualTo(31);
        assertThat(Rows.nothingIsWrittenBy(() -> post("cancel")).json()).isEqualTo(cancelled.json());
    }

    @Test
    void cancelLeavesWhatItJoined() {
        TestSeller other = aSeller().withShop().withShop();
        String single = other.startsASync().json().path("id").asText();
        String batch = other.calls()
                .post("/api/v1/syncs", "{\"kind\":\"orders.pull\"}")
                .json()
                .path("id")
                .asText();

        JsonNode cancelled = other.calls()
                .post("/api/v1/operations/" + batch + "/cancel", "")
                .json();

        assertThat(cancelled.path("status").asText()).isEqualTo("waiting");
        assertThat(cancelled.path("batch").path("cancelled").asInt()).isEqualTo(1);
        assertThat(cancelled.path("links").path("cancel").isNull()).isTrue();
        assertThat(other.get("/api/v1/operations/" + single)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("waiting");
    }

    @Test
    void whatHasEndedByItselfIsNotCancelled() {
        jobs.forEach(job -> job.running().finished("ok"));

        assertThatProblem(Rows.nothingIsWrittenBy(() -> post("cancel"))).is(ProblemCode.OPERATION_ALREADY_ENDED);
        assertThatProblem(Rows.nothingIsWrittenBy(() -> post("retry"))).is(ProblemCode.OPERATION_NOT_DEAD);
        assertThatProblem(Rows.nothingIsWrittenBy(() -> post("discard"))).is(ProblemCode.OPERATION_NOT_DEAD);
    }

    @Test
    void retryTakesItsDeadMembers() {
        jobs.get(0).running().finished("ok");
        jobs.subList(1, 4).forEach(job -> job.running().dead("transient", "Connection reset."));
        assertThat(read().path("links").path("retry").asText()).endsWith("/retry");

        JsonNode retried = post("retry").json();

        assertThat(retried.path("status").asText()).isEqualTo("running");
        assertThat(retried.path("batch").path("waiting").asInt()).isEqualTo(3);
        assertThat(retried.path("links").path("retry").isNull()).isTrue();
        assertThat(Rows.nothingIsWrittenBy(() -> post("retry")).json()).isEqualTo(retried);
    }

    @Test
    void whatATwinStandsInTheWayOfIsNotRetriedAndTheTwinIsNamed() {
        jobs.forEach(job -> job.running().dead("transient", "Connection reset."));
        String twin = seller.startsASync().json().path("id").asText();
        jobs.subList(1, 4).forEach(job -> job.cancelled());

        Reply refused = Rows.nothingIsWrittenBy(() -> post("retry"));

        assertThatProblem(refused).is(ProblemCode.OPERATION_HAS_TWIN);
        assertThat(refused.json().path("links").path("operation").asText()).endsWith(twin);
    }

    @Test
    void discardGivesUpItsDeadMembers() {
        jobs.get(0).running().finished("ok");
        jobs.subList(1, 4).forEach(job -> job.running().dead("auth", "The Ozon key has expired."));

        JsonNode discarded = post("discard").json();

        assertThat(discarded.path("batch").path("cancelled").asInt()).isEqualTo(3);
        assertThat(Rows.nothingIsWrittenBy(() -> post("discard")).json()).isEqualTo(discarded);
    }

    @Test
    void aPauseOfItsKindIsToldWhileItWaits() {
        Rows.run("INSERT INTO pause (scope, name) VALUES ('kind', 'orders.pull')");
        try {
            assertThat(read().path("waiting").path("reason").asText()).isEqualTo("PAUSED_KIND");
        } finally {
            Rows.run("DELETE FROM pause WHERE scope = 'kind'");
        }
        assertThat(read().path("waiting").isNull()).isTrue();
    }

    @Test
    void anotherSellersBatchIsUnknown() {
        TestSeller other = aSeller().withShop();
        for (String target : List.of("", "/cancel", "/retry", "/discard")) {
            Reply refused = Rows.nothingIsWrittenBy(() -> target.isEmpty()
                    ? other.get("/api/v1/operations/" + id)
                    : other.calls().post("/api/v1/operations/" + id + target, ""));
            assertThatProblem(refused).is(ProblemCode.OPERATION_NOT_FOUND);
        }
    }

    @Test
    void whenAllItsMembersAreForgottenItHasExpired() {
        jobs.forEach(job -> job.running().finished("ok"));
        Rows.run(
                "UPDATE batch SET gone = size WHERE id = ?",
                PublicId.OPERATION.parse(id).orElseThrow());

        assertThatProblem(seller.get("/api/v1/operations/" + id)).is(ProblemCode.OPERATION_EXPIRED);
        assertThat(listed("")).doesNotContain(id);
    }

    @Test
    void theListHasTheBatchOnceAndItsOperationsByBatchOrShop() {
        String single = aBare("ENQUEUED");
        List<String> members = jobs.stream().map(TestJob::operationId).toList();

        assertThat(listed("")).containsExactly(single, id);
        assertThat(listed("?batch=" + id)).containsExactlyInAnyOrderElementsOf(members);
        assertThat(listed("?shop=" + seller.shopId())).containsExactly(single, members.get(0));
        assertThat(seller.get("/api/v1/operations?batch=" + id)
                        .json()
                        .path("items")
                        .get(0)
                        .path("links")
                        .path("batch")
                        .asText())
                .isEqualTo("/api/v1/operations/" + id);
    }

    @Test
    void filtersNarrowBatchesAndTheirMembers() {
        jobs.get(0).running();
        String single = aBare("PROCESSING");

        assertThat(listed("?status=running")).containsExactly(single, id);
        assertThat(listed("?status=waiting")).isEmpty();
        assertThat(listed("?kind=orders.pull")).containsExactly(single, id);
        assertThat(listed("?kind=stock.push")).isEmpty();
        assertThat(listed("?batch=" + id + "&status=running"))
                .containsExactly(jobs.get(0).operationId());
        assertThat(listed("?batch=" + id + "&shop=" + PublicId.SHOP.of(seller.shop(2))))
                .containsExactly(jobs.get(2).operationId());
    }

    @Test
    void pagesOfBatchesAndJobsAreCompleteWhateverTheirSizeAndFilter() {
        List<String> running = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            jobsOfTheLatest().forEach(job -> job.running().finished("ok"));
            start();
            aBare("PROCESSING");
        }
        jobsOfTheLatest().get(0).running();
        running.addAll(listed("?status=running&limit=100"));
        List<String> all = listed("?limit=100");
        assertThat(all).hasSize(13).doesNotHaveDuplicates();
        assertThat(running).hasSize(7);

        for (int limit : new int[] {1, 2, 3, 5, 12, 13}) {
            assertThat(paged("limit=" + limit)).as("limit %s", limit).isEqualTo(all);
            assertThat(paged("status=running&limit=" + limit))
                    .as("limit %s", limit)
                    .isEqualTo(running);
            assertThat(paged("status=dead&limit=" + limit)).isEmpty();
        }
        assertThat(paged("limit=3&batch=" + id)).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void aPageWithManyMembersEndsEarlyAndNothingIsLost() {
        List<String> all = new ArrayList<>(List.of(aBare("PROCESSING")));
        for (int i = 0; i < 3; i++) {
            jobsOfTheLatest().forEach(job -> job.running().finished("ok"));
            all.add(start());
        }
        Rows.run("UPDATE batch SET size = 10000 WHERE seller_id = ?", seller.id());

        JsonNode page = seller.get("/api/v1/operations?limit=100").json();

        assertThat(page.path("items")).hasSize(2);
        assertThat(page.path("hasMore").asBoolean()).isTrue();
        assertThat(paged("limit=100")).hasSize(5).doesNotHaveDuplicates().containsAll(all);
    }

    @Test
    void aFilterByABatchThatIsNoneIsRefused() {
        String foreign = aSeller()
                .withShop()
                .calls()
                .post("/api/v1/syncs", "{\"kind\":\"orders.pull\"}")
                .json()
                .path("id")
                .asText();
        for (String batch : List.of(foreign, jobs.get(0).operationId(), "op_x")) {
            assertThatProblem(Rows.nothingIsWrittenBy(() -> seller.get("/api/v1/operations?batch=" + batch)))
                    .is(ProblemCode.OPERATION_NOT_FOUND);
        }
    }

    private String start() {
        Reply started = seller.calls().post("/api/v1/syncs", "{\"kind\":\"orders.pull\"}");
        assertThat(started.status()).as("%s", started).isEqualTo(202);
        return started.json().path("id").asText();
    }

    private List<TestJob> jobsOfTheLatest() {
        return TestJob.jobsOf(seller, PublicId.OPERATION.of(Rows.all().withHandle(handle -> handle.select(
                        "SELECT id FROM batch WHERE seller_id = ? ORDER BY id DESC LIMIT 1", seller.id())
                .mapTo(java.util.UUID.class)
                .one())));
    }

    private String aBare(String state) {
        return PublicId.OPERATION.of(TestJob.aBareJobOf(seller, seller.shop(), "orders.pull", state));
    }

    /** Of a new batch, whose four members end so. */
    private String outcomeOf(String... ends) {
        Rows.run("DELETE FROM jobrunr_jobs WHERE seller_id = ?", seller.id());
        String batch = start();
        List<TestJob> members = TestJob.jobsOf(seller, batch);
        for (int i = 0; i < ends.length; i++) {
            TestJob member = members.get(i);
            switch (ends[i]) {
                case "dead" -> member.running().dead("bug", "Internal error.");
                case "cancelled" -> member.cancelled();
                default -> member.running().finished(ends[i]);
            }
        }
        JsonNode read = seller.get("/api/v1/operations/" + batch).json();
        return read.path("status").asText() + " " + read.path("outcome").asText();
    }

    private JsonNode read() {
        return seller.get("/api/v1/operations/" + id).json();
    }

    private Reply post(String what) {
        return seller.calls().post("/api/v1/operations/" + id + "/" + what, "");
    }

    private List<String> listed(String query) {
        return ids(seller.get("/api/v1/operations" + query).json());
    }

    private List<String> paged(String query) {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        while (cursor != null && seen.size() < 100) {
            JsonNode page = seller.get("/api/v1/operations?" + query + cursor).json();
            seen.addAll(ids(page));
            cursor = page.path("hasMore").asBoolean()
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : null;
        }
        return seen;
    }

    private static List<String> ids(JsonNode page) {
        assertThat(page.path("items").isArray()).as("%s", page).isTrue();
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }
}
