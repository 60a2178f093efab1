package io.marketsync.api.limit;

import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** Limits as operators meet them; that claims heed them is shown by LimitChangesIT of the library. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class LimitsIT {

    private static final String LIMITS = "/api/v1/ops/limits";

    private final Caller ops = Caller.ops();
    private final TestSeller seller = aSeller().withShop();

    /** As a new installation has them. */
    @BeforeEach
    @AfterEach
    void defaults() {
        Rows.run("TRUNCATE start_limit, concurrency_limit");
        Rows.run("""
                INSERT INTO start_limit (name, per_minute, burst, overflow, shipped, tokens)
                VALUES ('cron', 200, 50, NULL, true, 50), ('cron:orders.pull', 20, 10, NULL, true, 10),
                    ('click', 60, 30, 'cron', true, 30)""");
        Rows.run("INSERT INTO concurrency_limit (scope, running) VALUES ('seller', 3), ('shop', 2)");
    }

    @Test
    void allLimitsAreReadWithWhatWasStartedLately() {
        // 7 starts 61 seconds ago, 5 some 40 seconds ago
        Rows.run("""
                UPDATE start_limit SET spent = ARRAY[7] || array_fill(0, ARRAY[19]) || ARRAY[4, 1],
                    spent_at = floor(extract(epoch FROM now()))::bigint - 40
                WHERE name = 'click'""");

        JsonNode limits = ops.get(LIMITS).json();

        JsonNode click = limits.path("starts").get(0);
        assertThat(click.path("name").asText()).isEqualTo("click");
        assertThat(click.path("perMinute").asInt()).isEqualTo(60);
        assertThat(click.path("burst").asInt()).isEqualTo(30);
        assertThat(click.path("overflow").asText()).isEqualTo("cron");
        assertThat(click.path("startedLastMinute").asInt()).isEqualTo(5);
        assertThat(limits.path("concurrency").toString())
                .isEqualTo(
                        "[{\"scope\":\"seller\",\"of\":null,\"running\":3},{\"scope\":\"shop\",\"of\":null,\"running\":2}]");
    }

    @Test
    void aLimitIsAddedChangedAndRemoved() {
        String path = LIMITS + "/starts/click:orders.pull";
        Reply added = ops.put(path, "{\"perMinute\":10,\"burst\":5,\"overflow\":\"cron\"}");
        assertThat(added.status()).as("%s", added).isEqualTo(200);
        assertThat(row("click:orders.pull")).isEqualTo("10 5 cron 5");

        ops.put(path, "{\"perMinute\":4,\"burst\":2}");
        assertThat(row("click:orders.pull")).isEqualTo("4 2 none 2");
        assertThat(ops.get(LIMITS).json())
                .isEqualTo(ops.put(path, "{\"perMinute\":4,\"burst\":2}").json());

        assertThat(ops.delete(path).status()).isEqualTo(204);
        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.delete(path))).is(ProblemCode.LIMIT_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cron", "click", "cron:orders.pull"})
    void whatEveryInstallationHasIsChangedButNotRemoved(String name) {
        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.delete(LIMITS + "/starts/" + name)))
                .is(ProblemCode.LIMIT_STAYS);
        assertThat(ops.put(LIMITS + "/starts/" + name, "{\"perMinute\":0,\"burst\":1}")
                        .status())
                .isEqualTo(200);
        assertThat(row(name)).isEqualTo("0 1 none 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "cron:orders.push", "cron:", "cron:orders.pull:ozon", ":orders.pull", "CRON"})
    void aLimitNeedsAnOriginAndAKindThatExist(String name) {
        Reply refused =
                Rows.nothingIsWrittenBy(() -> ops.put(LIMITS + "/starts/" + name, "{\"perMinute\":1,\"burst\":1}"));

        assertThatProblem(refused).is(ProblemCode.LIMIT_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "cron"})
    void theOverflowIsAnotherLimitThatExists(String overflow) {
        Reply refused = Rows.nothingIsWrittenBy(() ->
                ops.put(LIMITS + "/starts/cron", "{\"perMinute\":1,\"burst\":1,\"overflow\":\"" + overflow + "\"}"));

        assertThatProblem(refused).is(ProblemCode.VALIDATION_FAILED).namesField("#/overflow", "ONE_OF", "click");
    }

    @Test
    void oneSellerAndOneShopMayHaveTheirOwnNumber() {
        String ofSeller = LIMITS + "/concurrency/seller/" + PublicId.SELLER.of(seller.id());
        String ofShop = LIMITS + "/concurrency/shop/" + seller.shopId();

        ops.put(LIMITS + "/concurrency/seller", "{\"running\":4}");
        ops.put(ofSeller, "{\"running\":10}");
        JsonNode limits = ops.put(ofShop, "{\"running\":0}").json();

        assertThat(limits.path("concurrency")).hasSize(4);
        assertThat(limits.path("concurrency").get(0).path("running").asInt()).isEqualTo(4);
        assertThat(limits.path("concurrency").get(2).path("of").asText()).isEqualTo(PublicId.SELLER.of(seller.id()));
        assertThat(limits.path("concurrency").get(3).path("of").asText()).isEqualTo(seller.shopId());
        for (String path : new String[] {ofSeller, ofShop}) {
            assertThat(ops.delete(path).status()).isEqualTo(204);
            assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.delete(path))).is(ProblemCode.TARGET_NOT_FOUND);
        }
    }

    @Test
    void nobodyUnknownGetsANumber() {
        String shopAsSeller = PublicId.SELLER.of(seller.shop());
        for (String target : new String[] {
            "queue",
            "seller/x",
            "seller/" + shopAsSeller,
            "shop/" + PublicId.SHOP.of(UUID.randomUUID()),
            "kind/orders.pull",
            "seller/" + PublicId.SELLER.of(new UUID(0, 0))
        }) {
            assertThatProblem(Rows.nothingIsWrittenBy(
                            () -> ops.put(LIMITS + "/concurrency/" + target, "{\"running\":1}")))
                    .is(ProblemCode.TARGET_NOT_FOUND);
        }
    }

    private static String row(String name) {
        return Rows.text(
                "SELECT per_minute || ' ' || burst || ' ' || coalesce(overflow, 'none') || ' ' || tokens::int FROM start_limit"
                        + " WHERE name = ?",
                name);
    }
}
