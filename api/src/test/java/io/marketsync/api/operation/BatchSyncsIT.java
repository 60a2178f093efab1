package io.marketsync.api.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

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
import io.marketsync.queue.NewBatch;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** Many syncs as one request. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class BatchSyncsIT {

    private static final String ALL = "{\"kind\":\"orders.pull\"}";

    private final TestSeller seller = aSeller().withShop().withShop().withShop();

    @Test
    void allShopsAreSyncedWhenNoneIsNamed() {
        aSeller().withShop();

        Reply started = post(ALL);

        assertThat(started.status()).as("%s", started).isEqualTo(202);
        assertThat(started.header("Retry-After")).isEqualTo("1");
        JsonNode batch = started.json();
        assertThat(started.header("Location"))
                .endsWith("/api/v1/operations/" + batch.path("id").asText());
        assertThat(batch.path("status").asText()).isEqualTo("waiting");
        assertThat(batch.path("kind").asText()).isEqualTo("orders.pull");
        assertThat(batch.path("joined").asBoolean()).isFalse();
        assertThat(batch.path("batch").path("total").asInt()).isEqualTo(3);
        assertThat(batch.path("batch").path("waiting").asInt()).isEqualTo(3);
        assertThat(seller.get(batch.path("links").path("self").asText()).json()).isEqualTo(batch);
        assertThat(Rows.count("jobrunr_jobs WHERE seller_id = ? AND lane = 'batch:orders.pull:ozon'", seller.id()))
                .isEqualTo(3);
    }

    @Test
    void ofNamedShopsEachIsSyncedOnce() {
        String shop = PublicId.SHOP.of(seller.shop(1));

        JsonNode batch = post(shops(shop, seller.shopId(), shop)).json();

        assertThat(batch.path("batch").path("total").asInt()).isEqualTo(2);
        assertThat(Rows.count("jobrunr_jobs WHERE shop_id = ?", seller.shop(2))).isZero();
    }

    @Test
    void aShopThatNeedsANewKeyIsLeftOutAndTold() {
        seller.withRejectedKey();

        JsonNode batch = post(ALL).json().path("batch");

        assertThat(batch.path("total").asInt()).isEqualTo(2);
        assertThat(batch.path("leftOut").asInt()).isEqualTo(1);
        assertThat(batch.path("leftOutShops").toString()).isEqualTo("[\"" + seller.shopId() + "\"]");
    }

    @Test
    void withoutAShopThatCanSyncNothingStarts() {
        TestSeller needsKey = aSeller().withShop().withRejectedKey();

        for (TestSeller unable : List.of(aSeller(), needsKey)) {
            Reply refused = Rows.nothingIsWrittenBy(() -> unable.calls().post("/api/v1/syncs", ALL));
            assertThatProblem(refused).is(ProblemCode.NO_SHOP_TO_SYNC);
        }
    }

    @Test
    void unknownForeignAndMalformedShopsAreRefusedAndEachIsNamed() {
        List<String> shops =
                List.of(seller.shopId(), aSeller().withShop().shopId(), PublicId.SHOP.of(UUID.randomUUID()), "shop_x");

        Reply refused = Rows.nothingIsWrittenBy(() -> post(shops(shops.toArray(String[]::new))));

        assertThatProblem(refused)
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("#/shops/1", "UNKNOWN_SHOP", "no shop of yours");
        List<String> named = new ArrayList<>();
        refused.json()
                .path("errors")
                .forEach(error -> named.add(error.path("pointer").asText()));
        assertThat(named).containsExactly("#/shops/1", "#/shops/2", "#/shops/3");
    }

    @Test
    void noShopsAreNotAllShops() {
        assertThatProblem(Rows.nothingIsWrittenBy(() -> post(shops())))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("#/shops", "SIZE", "10000");
        assertThatProblem(Rows.nothingIsWrittenBy(() -> post("{\"kind\":\"orders.pull\",\"shops\":[null]}")))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("#/shops/0", "NOT_NULL", "required");
    }

    @Test
    void tenThousandShopsAreOneBatchAndOneMoreIsTooMany() {
        TestSeller large = aSeller().withManyShops(NewBatch.MOST_JOBS);

        JsonNode batch = large.calls().post("/api/v1/syncs", ALL).json().path("batch");

        assertThat(batch.path("waiting").asInt()).isEqualTo(10_000);
        large.withShop();
        Reply refused = Rows.nothingIsWrittenBy(() -> large.calls().post("/api/v1/syncs", ALL));
        assertThatProblem(refused).is(ProblemCode.BATCH_TOO_LARGE);
        large.withoutManyShops();
    }

    @Test
    void aSyncThatWaitsIsJoined() {
        String single = seller.startsASync().json().path("id").asText();

        JsonNode batch = post(ALL).json();

        assertThat(batch.path("joined").asBoolean()).isFalse();
        assertThat(batch.path("batch").path("joined").asInt()).isEqualTo(1);
        assertThat(members(batch)).hasSize(3).contains(single);
        assertThat(seller.startsASync().json().path("id").asText()).isEqualTo(single);
    }

    @Test
    void theSameBatchAgainIsTheSameOperation() {
        JsonNode first = post(ALL).json();

        JsonNode again = Rows.nothingIsWrittenBy(() -> post(ALL)).json();

        assertThat(again.path("id")).isEqualTo(first.path("id"));
        assertThat(again.path("joined").asBoolean()).isTrue();
    }

    @Test
    void asFailOneTwinRefusesAllAndNothingIsStored() {
        String single = seller.startsASync().json().path("id").asText();

        Reply refused = Rows.nothingIsWrittenBy(() -> post("{\"kind\":\"orders.pull\",\"onRunning\":\"fail\"}"));

        assertThatProblem(refused).is(ProblemCode.SYNC_ALREADY_RUNNING);
        assertThat(refused.json().path("links").path("operation").asText()).endsWith(single);
    }

    @Test
    void asRerunEachRunningSyncIsFollowedOnce() {
        JsonNode first = post(ALL).json();
        TestJob.jobsOf(seller, first.path("id").asText()).get(0).running();
        String rerun = "{\"kind\":\"orders.pull\",\"onRunning\":\"rerun\"}";

        JsonNode second = post(rerun).json();

        assertThat(second.path("batch").path("joined").asInt()).isEqualTo(2);
        assertThat(second.path("batch").path("waiting").asInt()).isEqualTo(3);
        assertThat(post(rerun).json().path("id")).isEqualTo(second.path("id"));
    }

    @Test
    void withAnIdempotencyKeyItIsDoneOnceAndAnsweredTheSame() {
        String key = UUID.randomUUID().toString();
        Reply first = seller.calls().withKey(key).post("/api/v1/syncs", ALL);
        Rows.run("UPDATE jobrunr_jobs SET state = 'SUCCEEDED' WHERE seller_id = ?", seller.id());

        Reply again = Rows.nothingIsWrittenBy(() -> seller.calls().withKey(key).post("/api/v1/syncs", ALL));

        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        Reply other = seller.calls().withKey(key).post("/api/v1/syncs", shops(seller.shopId()));
        assertThatProblem(other).is(ProblemCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void theRequestIsFoundAgainInTheBatchAndItsJobs() {
        seller.calls().sending("X-Request-Id: batch-4711-abc").post("/api/v1/syncs", ALL);

        assertThat(Rows.count("batch WHERE seller_id = ? AND request_id = 'batch-4711-abc'", seller.id()))
                .isEqualTo(1);
        assertThat(Rows.count("job WHERE seller_id = ? AND request_id = 'batch-4711-abc'", seller.id()))
                .isEqualTo(3);
    }

    private Reply post(String body) {
        return seller.calls().post("/api/v1/syncs", body);
    }

    private static String shops(String... shops) {
        String list = shops.length == 0 ? "" : "\"" + String.join("\",\"", shops) + "\"";
        return "{\"kind\":\"orders.pull\",\"shops\":[" + list + "]}";
    }

    private List<String> members(JsonNode batch) {
        List<String> ids = new ArrayList<>();
        seller.get(batch.path("links").path("items").asText())
                .json()
                .path("items")
                .forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }
}
