package io.marketsync.api.deadletter;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.PublicId;
import io.marketsync.api.deadletter.DeadLetterStore.Filter;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestJob;
import io.marketsync.api.testing.TestSeller;
import io.marketsync.api.testing.Tokens;
import io.marketsync.db.Schema;
import io.marketsync.db.StatementCount;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestJob.aJobOf;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(DatabaseProfile.class)
class DeadLettersIT {

    private static final String LETTERS = "/api/v1/ops/dead-letters";

    private final Caller ops = Caller.ops();
    private final TestSeller seller = aSeller().withShop();

    @BeforeEach
    void queueIsEmpty() {
        Rows.run("TRUNCATE jobrunr_jobs, job_run, job CASCADE");
    }

    @Test
    void aDeadLetterSaysWhoseItIsAndWhyItDied() {
        TestJob job = aJobOf(seller).running().dead("auth", "The Ozon key has expired.");

        JsonNode letter = only(ops.get(LETTERS));

        assertThat(letter.path("id").asText()).isEqualTo(job.operationId());
        assertThat(letter.path("kind").asText()).isEqualTo("orders.pull");
        assertThat(letter.path("queue").asText()).isEqualTo("high");
        assertThat(letter.path("seller").asText()).isEqualTo(PublicId.SELLER.of(seller.id()));
        assertThat(letter.path("shop").asText()).isEqualTo(seller.shopId());
        assertThat(letter.path("attempts").asInt()).isEqualTo(1);
        assertThat(letter.path("reason").asText()).isEqualTo("auth");
        assertThat(letter.path("error").asText()).isEqualTo("The Ozon key has expired.");
        assertThat(letter.path("deadSince").asText()).isNotBlank();
    }

    @Test
    void jobsOfTheSystemBelongToNobody() {
        TestJob job = aJobOf(seller).dead(null, null);
        Rows.run(
                "UPDATE jobrunr_jobs SET seller_id = '00000000-0000-0000-0000-000000000000', shop_id = NULL WHERE id = ?",
                job.id());

        JsonNode letter = only(ops.get(LETTERS));

        assertThat(letter.path("seller").isNull()).isTrue();
        assertThat(letter.path("shop").isNull()).isTrue();
        assertThat(letter.path("attempts").isNull()).isTrue();
        assertThat(letter.path("reason").isNull()).isTrue();
    }

    @Test
    void pagesAreCompleteAndTheYoungestComesFirstEvenWhenManyDiedAtOnce() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(0, aJobOf(seller).running().dead("bug", "x").operationId());
        }
        Rows.run("UPDATE jobrunr_jobs SET updatedat = (SELECT max(updatedat) FROM jobrunr_jobs)");
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ops.get(LETTERS + "?reason=bug&limit=3" + cursor).json();
            page.path("items").forEach(item -> seen.add(item.path("id").asText()));
            cursor = page.path("hasMore").asBoolean()
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : null;
        } while (cursor != null);

        assertThat(seen).containsExactlyElementsOf(ids);
    }

    @Test
    void eachFilterNarrowsTheList() {
        TestSeller other = aSeller().withShop();
        String auth = aJobOf(seller).running().dead("auth", "x").operationId();
        String bug = aJobOf(other).running().dead("bug", "x").operationId();
        aJobOf(other).running();

        assertThat(ids("?reason=auth")).containsExactly(auth);
        assertThat(ids("?seller=" + PublicId.SELLER.of(other.id()))).containsExactly(bug);
        assertThat(ids("?kind=orders.pull")).containsExactly(bug, auth);
        assertThat(ids("?kind=nobody.has_this")).isEmpty();
        assertThatProblem(ops.get(LETTERS + "?seller=" + PublicId.SELLER.of(UUID.randomUUID())))
                .is(ProblemCode.SELLER_NOT_FOUND);
        assertThatProblem(ops.get(LETTERS + "?reason=none"))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("reason", "PATTERN", "must match");
    }

    @Test
    void oneIsRetriedOrDiscardedOnce() {
        TestJob retried = aJobOf(seller).running().dead("bug", "x");
        TestJob discarded = aJobOf(seller).running().dead("bug", "x");

        assertThat(ops.post(path(retried, "retry"), "").json().path("changed").asInt())
                .isEqualTo(1);
        assertThat(ops.post(path(discarded, "discard"), "")
                        .json()
                        .path("changed")
                        .asInt())
                .isEqualTo(1);

        assertThat(status(retried)).isEqualTo("waiting");
        assertThat(status(discarded)).isEqualTo("cancelled");
        assertThat(ids("")).isEmpty();
        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.post(path(retried, "retry"), "")))
                .is(ProblemCode.DEAD_LETTER_NOT_FOUND);
        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.post(path(discarded, "discard"), "")))
                .is(ProblemCode.DEAD_LETTER_NOT_FOUND);
    }

    @Test
    void aLivingTwinStandsInTheWayAndIsNamed() {
        TestJob dead = aJobOf(seller).running().dead("bug", "x").uniqueAs("orders.pull:" + seller.shop());
        String twin = seller.startsASync().json().path("id").asText();

        Reply refused = Rows.nothingIsWrittenBy(() -> ops.post(path(dead, "retry"), ""));

        assertThatProblem(refused).is(ProblemCode.OPERATION_HAS_TWIN);
        assertThat(refused.json().path("detail").asText()).contains(twin);
        assertThat(ops.post(LETTERS + "/retry", "{\"reason\":\"bug\"}")
                        .json()
                        .path("changed")
                        .asInt())
                .isZero();
    }

    @Test
    void aBatchTouchesWhatItsFilterNames() {
        TestSeller other = aSeller().withShop();
        TestJob ours = aJobOf(seller).running().dead("transient", "x");
        TestJob theirs = aJobOf(other).running().dead("transient", "x");
        TestJob auth = aJobOf(other).running().dead("auth", "x");

        Reply retried = ops.post(
                LETTERS + "/retry", "{\"reason\":\"transient\",\"seller\":\"" + PublicId.SELLER.of(other.id()) + "\"}");
        Reply discarded = ops.post(LETTERS + "/discard", "{\"reason\":\"auth\"}");

        assertThat(retried.json().toString()).isEqualTo("{\"changed\":1,\"more\":false}");
        assertThat(discarded.json().toString()).isEqualTo("{\"changed\":1,\"more\":false}");
        assertThat(status(ours)).isEqualTo("dead");
        assertThat(status(theirs)).isEqualTo("waiting");
        assertThat(status(auth)).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "discard"})
    void aBatchWithoutAnyFilterIsRefused(String what) {
        aJobOf(seller).running().dead("transient", "x");

        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.post(LETTERS + "/" + what, "{}")))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("#", "NOT_EMPTY", "empty");
        assertThatProblem(Rows.nothingIsWrittenBy(
                        () -> ops.post(LETTERS + "/" + what, """
                {"seller":"%s"}""".formatted(PublicId.SELLER.of(UUID.randomUUID())))))
                .is(ProblemCode.SELLER_NOT_FOUND);
    }

    @Test
    void aThousandCostAsManyStatementsAsOne() {
        aJobOf(seller).running().dead("transient", "x");
        assertThat(statementsOfABatch()).isEqualTo(1);
        Rows.run("""
                WITH many AS (SELECT gen_random_uuid() AS id FROM generate_series(1, 1200)),
                jobs AS (
                    INSERT INTO job (id, seller_id, shop_id, kind, queue, args, requested_by)
                    SELECT id, ?, ?, 'orders.pull', 'high', '{}', 'cron' FROM many),
                runs AS (
                    INSERT INTO job_run (job_id, seller_id, attempt, server, started_at, updated_at, reason)
                    SELECT id, ?, 5, 'w', now(), now(), 'transient' FROM many)
                INSERT INTO jobrunr_jobs (id, version, jobasjson, jobsignature, state, createdat, updatedat, queue, kind, lane,
                    seller_id, shop_id, priority, sort_key)
                SELECT id, 1, job_json_new(id, 'orders.pull', 'high', job_failed_json(now(), 'transient', 'x')), '', 'FAILED', now(),
                    now(), 'high', 'orders.pull', 'cron:orders.pull:ozon', ?, ?, 5, now() FROM many""", seller.id(), seller.shop(), seller.id(), seller.id(), seller.shop());

        assertThat(statementsOfABatch()).isEqualTo(1);
        assertThat(Rows.count("jobrunr_jobs WHERE state = 'FAILED'")).isEqualTo(200);
        JsonNode rest =
                ops.post(LETTERS + "/retry", "{\"reason\":\"transient\"}").json();
        assertThat(rest.toString()).isEqualTo("{\"changed\":200,\"more\":false}");
    }

    private static long statementsOfABatch() {
        UUID token = Tokens.idOf(Tokens.ops());
        return Rows.as(Schema.API).forSystem(handle -> {
            long before = StatementCount.soFar();
            new DeadLetterStore().retryAll(handle, token, new Filter(null, "transient", null), DeadLetters.BATCH);
            return StatementCount.soFar() - before;
        });
    }

    private static String path(TestJob job, String what) {
        return LETTERS + "/" + job.operationId() + "/" + what;
    }

    private static String status(TestJob job) {
        return Rows.text("SELECT status FROM operation WHERE id = ?", job.id());
    }

    private static JsonNode only(Reply page) {
        assertThat(page.status()).as("%s", page).isEqualTo(200);
        assertThat(page.json().path("items")).hasSize(1);
        return page.json().path("items").get(0);
    }

    private List<String> ids(String query) {
        List<String> ids = new ArrayList<>();
        ops.get(LETTERS + query)
                .json()
                .path("items")
                .forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }
}
