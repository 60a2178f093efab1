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

@QuarkusTest
@TestProfile(DatabaseProfile.class)
class SyncsIT {

    private final TestSeller seller = aSeller().withShop();

    @Test
    void aSyncIsAcceptedWithItsOperation() {
        Reply started = seller.startsASync();

        assertThat(started.status()).as("%s", started).isEqualTo(202);
        assertThat(started.header("Retry-After")).isEqualTo("1");
        JsonNode operation = started.json();
        assertThat(started.header("Location"))
                .endsWith("/api/v1/operations/" + operation.path("id").asText());
        assertThat(operation.path("joined").asBoolean()).isFalse();
        assertThat(operation.path("requestedBy").path("type").asText()).isEqualTo("user");
        Reply read = seller.get(operation.path("links").path("self").asText());
        assertThat(read.json().path("status").asText()).isEqualTo("waiting");
        assertThat(read.json().path("createdAt")).isEqualTo(operation.path("createdAt"));
        assertThat(read.json().fieldNames()).toIterable().containsExactlyElementsOf(operation::fieldNames);
    }

    @Test
    void theRequestIsFoundAgainInTheJob() {
        Reply started = seller.calls()
                .sending("X-Request-Id: click-4711-abc")
                .post(seller.syncsPath(), "{\"kind\":\"orders.pull\"}");

        assertThat(started.status()).isEqualTo(202);
        assertThat(Rows.text("SELECT request_id FROM job WHERE seller_id = ?", seller.id()))
                .isEqualTo("click-4711-abc");
    }

    @Test
    void asJoinOrWithoutASayASecondRequestBecomesTheFirst() {
        JsonNode first = seller.startsASync().json();

        for (String body : new String[] {"{\"kind\":\"orders.pull\"}", body("join")}) {
            Reply second = Rows.nothingIsWrittenBy(() -> seller.calls().post(seller.syncsPath(), body));
            assertThat(second.status()).isEqualTo(202);
            assertThat(second.json().path("id")).isEqualTo(first.path("id"));
            assertThat(second.json().path("joined").asBoolean()).isTrue();
        }
    }

    @Test
    void asFailASecondRequestIsRefusedWithALinkToTheFirst() {
        String first = seller.calls()
                .post(seller.syncsPath(), body("fail"))
                .json()
                .path("id")
                .asText();

        Reply second = Rows.nothingIsWrittenBy(() -> seller.calls().post(seller.syncsPath(), body("fail")));

        assertThatProblem(second).is(ProblemCode.SYNC_ALREADY_RUNNING);
        assertThat(second.json().path("links").path("operation").asText())
                .startsWith("http://")
                .endsWith("/api/v1/operations/" + first);
    }

    @Test
    void asRerunExactlyOneMoreRunFollows() {
        String first = seller.startsASync().json().path("id").asText();
        Rows.run("UPDATE jobrunr_jobs SET state = 'PROCESSING' WHERE shop_id = ?", seller.shop());

        JsonNode follow = seller.calls().post(seller.syncsPath(), body("rerun")).json();
        JsonNode again = seller.calls().post(seller.syncsPath(), body("rerun")).json();

        assertThat(follow.path("id").asText()).isNotEqualTo(first);
        assertThat(follow.path("joined").asBoolean()).isFalse();
        assertThat(again.path("id")).isEqualTo(follow.path("id"));
        assertThat(again.path("joined").asBoolean()).isTrue();
        assertThat(Rows.count("jobrunr_jobs WHERE shop_id = ?", seller.shop())).isEqualTo(2);
    }

    @Test
    void anEndedSyncIsNoTwin() {
        String first = seller.startsASync().json().path("id").asText();
        Rows.run("UPDATE jobrunr_jobs SET state = 'SUCCEEDED' WHERE shop_id = ?", seller.shop());

        assertThat(seller.calls()
                        .post(seller.syncsPath(), body("fail"))
                        .json()
                        .path("id")
                        .asText())
                .isNotEqualTo(first);
    }

    @Test
    void aSyncOfAShopWhoseKeyIsRefusedWaitsForAnotherKeyAndSaysSo() {
        seller.withRejectedKey();

        JsonNode operation = seller.startsASync().json();

        assertThat(operation.path("status").asText()).isEqualTo("waiting");
        assertThat(operation.path("waiting").path("reason").asText()).isEqualTo("SHOP_NEEDS_NEW_KEY");
        assertThat(operation.path("waiting").path("detail").asText()).isEqualTo("The key has expired.");
        assertThat(operation.path("waiting").path("until").isNull()).isTrue();
        assertThat(operation.path("queue").path("position").isNull()).isTrue();
        assertThat(Rows.count("jobrunr_jobs WHERE held AND shop_id = ?", seller.shop()))
                .isEqualTo(1);
    }

    @Test
    void aNewKeyLetsTheWaitingSyncGo() {
        seller.withRejectedKey();
        String self = seller.startsASync().json().path("links").path("self").asText();

        seller.calls().put("/api/v1/shops/" + seller.shopId() + "/credentials", "{\"apiKey\":\"another-key-9f3c\"}");

        assertThat(seller.get(self).json().path("waiting").isNull()).isTrue();
        assertThat(Rows.count("jobrunr_jobs WHERE held AND shop_id = ?", seller.shop()))
                .isZero();
        assertThat(Rows.count("pause WHERE name = ?", seller.shop().toString())).isZero();
    }

    @Test
    void anUnknownKindIsRefusedAndTheKnownOnesAreNamed() {
        Reply refused =
                Rows.nothingIsWrittenBy(() -> seller.calls().post(seller.syncsPath(), "{\"kind\":\"orders.push\"}"));

        assertThatProblem(refused).is(ProblemCode.UNKNOWN_KIND).namesField("#/kind", "ONE_OF", "orders.pull");
    }

    @Test
    void anUnknownOnRunningIsRefusedAndTheKnownOnesAreNamed() {
        Reply refused = Rows.nothingIsWrittenBy(() -> seller.calls().post(seller.syncsPath(), body("queue")));

        assertThatProblem(refused)
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("#/onRunning", "ONE_OF", "join, fail, rerun");
    }

    private static String body(String onRunning) {
        return "{\"kind\":\"orders.pull\",\"onRunning\":\"" + onRunning + "\"}";
    }
}
