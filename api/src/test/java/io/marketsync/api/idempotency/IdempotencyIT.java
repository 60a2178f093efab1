package io.marketsync.api.idempotency;

import java.util.UUID;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(DatabaseProfile.class)
class IdempotencyIT {

    private static final String BODY = "{\"kind\":\"orders.pull\"}";

    private final TestSeller seller = aSeller().withShop();
    private final String key = UUID.randomUUID().toString();

    @Test
    void aRepetitionGetsTheSameAnswerEvenAfterTheSyncEnded() {
        Reply first = sync(key, BODY);
        Rows.run("UPDATE jobrunr_jobs SET state = 'SUCCEEDED' WHERE shop_id = ?", seller.shop());

        Reply again = Rows.nothingIsWrittenBy(() -> sync(key, BODY));

        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.status()).isEqualTo(first.status()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("Retry-After")).isEqualTo(first.header("Retry-After"));
        assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
    }

    @Test
    void theSameBodyMayBeWrittenDifferently() {
        sync(key, BODY);

        assertThat(sync('"' + key + '"', " { \"onRunning\" : \"join\", \"kind\" : \"orders.pull\" } ")
                        .header("Idempotent-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void theKeyBelongsToOneBodyAndOneShop() {
        seller.withShop();
        sync(key, BODY);

        assertThatProblem(
                        Rows.nothingIsWrittenBy(() -> sync(key, "{\"kind\":\"orders.pull\",\"onRunning\":\"rerun\"}")))
                .is(ProblemCode.IDEMPOTENCY_KEY_REUSED);
        String other = seller.syncsPath().replace(seller.shopId(), io.marketsync.api.PublicId.SHOP.of(seller.shop(1)));
        assertThatProblem(Rows.nothingIsWrittenBy(
                        () -> seller.calls().withKey(key).post(other, BODY)))
                .is(ProblemCode.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void whileTheFirstRequestIsUnderWayTheSecondIsToldToWait() {
        try (Handle first = Rows.all().open()) {
            first.begin();
            first.execute("SELECT pg_advisory_xact_lock(hashtextextended(? || ' ' || ?, 0))", seller.id() + "", key);

            Reply second = Rows.nothingIsWrittenBy(() -> sync(key, BODY));

            assertThatProblem(second).is(ProblemCode.IDEMPOTENCY_KEY_IN_FLIGHT).retryAfter(1);
            first.rollback();
        }
        assertThat(sync(key, BODY).status()).isEqualTo(202);
    }

    @Test
    void aRefusalIsNotKept() {
        String alone = "{\"kind\":\"orders.pull\",\"onRunning\":\"fail\"}";
        seller.startsASync();
        assertThatProblem(Rows.nothingIsWrittenBy(() -> sync(key, alone))).is(ProblemCode.SYNC_ALREADY_RUNNING);
        Rows.run("UPDATE jobrunr_jobs SET state = 'SUCCEEDED' WHERE shop_id = ?", seller.shop());

        Reply later = sync(key, alone);

        assertThat(later.status()).isEqualTo(202);
        assertThat(later.header("Idempotent-Replayed")).isNull();
    }

    @Test
    void anotherSellersKeyIsAnotherKey() {
        TestSeller other = aSeller().withShop();
        String first = sync(key, BODY).json().path("id").asText();

        Reply second = other.calls().withKey(key).post(other.syncsPath(), BODY);

        assertThat(second.status()).isEqualTo(202);
        assertThat(second.header("Idempotent-Replayed")).isNull();
        assertThat(second.json().path("id").asText()).isNotEqualTo(first);
        assertThatProblem(Rows.nothingIsWrittenBy(
                        () -> other.calls().withKey(UUID.randomUUID() + "").post(seller.syncsPath(), BODY)))
                .is(ProblemCode.SHOP_NOT_FOUND);
    }

    @Test
    void aKeyIsGoodForADay() {
        sync(key, BODY);
        assertThat(Rows.text(
                        "SELECT expires_at - created_at FROM idempotency_key WHERE seller_id = ? AND key = ?",
                        seller.id(),
                        key))
                .isEqualTo("1 day");
        Rows.run("UPDATE idempotency_key SET expires_at = now() WHERE seller_id = ?", seller.id());

        Reply fresh = sync(key, "{\"kind\":\"orders.pull\",\"onRunning\":\"rerun\"}");

        assertThat(fresh.status()).isEqualTo(202);
        assertThat(fresh.header("Idempotent-Replayed")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"short", "fifteen-letters", "sixteen letters!", "\"\"", "клавиша-клавиша-клавиша", "TOO-LONG", ""
            })
    void aMalformedKeyIsRefusedAndItsFormIsNamed(String malformed) {
        String sent = malformed.equals("TOO-LONG") ? "k".repeat(256) : malformed;

        Reply refused = Rows.nothingIsWrittenBy(() -> sync(sent, BODY));

        assertThatProblem(refused).is(ProblemCode.IDEMPOTENCY_KEY_INVALID);
        assertThat(refused.json().path("detail").asText()).contains("Idempotency-Key", "16", "255");
    }

    @Test
    void theLongestAndTheShortestKeyAreTaken() {
        assertThat(sync("k".repeat(255), BODY).status()).isEqualTo(202);
        assertThat(sync("k".repeat(16), BODY).status()).isEqualTo(202);
    }

    private Reply sync(String idempotencyKey, String body) {
        return seller.calls().withKey(idempotencyKey).post(seller.syncsPath(), body);
    }
}
