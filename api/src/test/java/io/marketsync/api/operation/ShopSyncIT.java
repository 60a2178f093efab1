package io.marketsync.api.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** "Sync this shop": its orders, catalogue and stock as one operation. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class ShopSyncIT {

    private static final String SYNC = "{\"kind\":\"shop.sync\"}";

    private final TestSeller seller = aSeller().withShop();

    @Test
    void oneOperationShowsEachPhase() {
        Reply started = sync();
        assertThat(started.status()).as("%s", started).isEqualTo(202);
        JsonNode operation = started.json();
        assertThat(operation.path("kind").asText()).isEqualTo("shop.sync");
        assertThat(operation.path("status").asText()).isEqualTo("waiting");
        assertThat(phases(operation))
                .isEqualTo(
                        "orders.pull waiting null 0/1, catalog.sync waiting null 0/1, stock.push waiting null 0/1, labels.fetch waiting null 0/1");
        assertThat(Rows.text(
                        "SELECT string_agg(queue || ' ' || lane, ', ' ORDER BY kind) FROM jobrunr_jobs WHERE shop_id = ?",
                        seller.shop()))
                .as("each in the queue of its kind, as what a seller waits for")
                .isEqualTo(
                        "normal click:catalog.sync:ozon, normal click:labels.fetch:ozon, high click:orders.pull:ozon, high click:stock.push:ozon");

        end("orders.pull", "SUCCEEDED", "ok");
        run("catalog.sync");
        JsonNode begun = seller.get(path(operation)).json();
        assertThat(begun.path("status").asText()).isEqualTo("running");
        assertThat(begun.path("outcome").isNull()).isTrue();
        assertThat(begun.path("progress").path("percent").asInt()).isEqualTo(25);
        assertThat(phases(begun))
                .isEqualTo(
                        "orders.pull finished ok 1/1, catalog.sync running null 0/1, stock.push waiting null 0/1, labels.fetch waiting null 0/1");

        end("catalog.sync", "FAILED", "failed");
        end("stock.push", "SUCCEEDED", "nothing");
        end("labels.fetch", "SUCCEEDED", "ok");
        JsonNode ended = seller.get(path(operation)).json();
        assertThat(ended.path("status").asText()).isEqualTo("finished");
        assertThat(ended.path("outcome").asText()).isEqualTo("partial");
        assertThat(phases(ended))
                .isEqualTo(
                        "orders.pull finished ok 1/1, catalog.sync dead failed 0/1, stock.push finished nothing 1/1, labels.fetch finished ok 1/1");
        assertThat(seller.get(ended.path("links").path("items").asText()).json().path("items"))
                .hasSize(4);
    }

    @Test
    void twoAreOneAndAPhaseThatRunsAlreadyIsJoined() {
        JsonNode alone = seller.calls()
                .post("/api/v1/shops/" + seller.shopId() + "/syncs", "{\"kind\":\"orders.pull\"}")
                .json();
        JsonNode first = sync().json();
        assertThat(first.path("batch").path("joined").asInt()).isEqualTo(1);
        assertThat(seller.get(first.path("links").path("items").asText()).json().findValuesAsText("id"))
                .contains(alone.path("id").asText());
        JsonNode second = sync().json();
        assertThat(second.path("id")).isEqualTo(first.path("id"));
        assertThat(second.path("joined").asBoolean()).isTrue();
        Reply refused = Rows.nothingIsWrittenBy(() -> seller.calls()
                .post(
                        "/api/v1/shops/" + seller.shopId() + "/syncs",
                        "{\"kind\":\"shop.sync\",\"onRunning\":\"fail\"}"));
        assertThatProblem(refused).is(ProblemCode.SYNC_ALREADY_RUNNING);
    }

    @Test
    void allPhasesAreCancelledAtOnce() {
        JsonNode operation = sync().json();
        seller.calls().post(path(operation) + "/cancel", "");
        assertThat(seller.get(path(operation)).json().path("status").asText()).isEqualTo("cancelled");
        assertThat(phases(seller.get(path(operation)).json())).contains("stock.push cancelled null 1/1");
    }

    @Test
    void ofAllShopsThePhasesAreThoseOfAllAndAListLeavesThemOut() {
        seller.withShop();
        JsonNode operation = seller.calls().post("/api/v1/syncs", SYNC).json();
        assertThat(operation.path("batch").path("total").asInt()).isEqualTo(8);
        assertThat(phases(operation))
                .isEqualTo(
                        "orders.pull waiting null 0/2, catalog.sync waiting null 0/2, stock.push waiting null 0/2, labels.fetch waiting null 0/2");
        JsonNode listed = seller.get("/api/v1/operations?kind=shop.sync").json().path("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("batch").path("phases").isNull()).isTrue();
    }

    @Test
    void aForeignShopIsAsUnknownAsNone() {
        String foreign = aSeller().withShop().shopId();
        Reply refused = Rows.nothingIsWrittenBy(() -> seller.calls().post("/api/v1/shops/" + foreign + "/syncs", SYNC));
        assertThatProblem(refused).is(ProblemCode.SHOP_NOT_FOUND);
    }

    private Reply sync() {
        return seller.calls().post("/api/v1/shops/" + seller.shopId() + "/syncs", SYNC);
    }

    private static String path(JsonNode operation) {
        return operation.path("links").path("self").asText();
    }

    private static String phases(JsonNode operation) {
        StringBuilder phases = new StringBuilder();
        operation.path("batch").path("phases").forEach(phase -> phases.append(phases.isEmpty() ? "" : ", ")
                .append(phase.path("kind").asText())
                .append(' ')
                .append(phase.path("status").asText())
                .append(' ')
                .append(phase.path("outcome").asText("null"))
                .append(' ')
                .append(phase.path("completed").asInt())
                .append('/')
                .append(phase.path("total").asInt()));
        return phases.toString();
    }

    private void run(String kind) {
        state(kind, "PROCESSING");
        Rows.run(
                "INSERT INTO job_run (job_id, seller_id, attempt, server, started_at, updated_at)"
                        + " SELECT id, seller_id, 1, 'test', now(), now() FROM job WHERE shop_id = ? AND kind = ?",
                seller.shop(),
                kind);
    }

    private void end(String kind, String state, String outcome) {
        Rows.run(
                "DELETE FROM job_run r USING job j WHERE j.id = r.job_id AND j.shop_id = ? AND j.kind = ?",
                seller.shop(),
                kind);
        run(kind);
        state(kind, state);
        Rows.run(
                "UPDATE job_run r SET outcome = ?, finished_at = now() FROM job j WHERE j.id = r.job_id AND j.shop_id = ? AND j.kind = ?",
                outcome,
                seller.shop(),
                kind);
    }

    private void state(String kind, String state) {
        Rows.run("UPDATE jobrunr_jobs SET state = ? WHERE shop_id = ? AND kind = ?", state, seller.shop(), kind);
    }
}
