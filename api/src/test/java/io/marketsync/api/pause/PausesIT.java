package io.marketsync.api.pause;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestJob;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestJob.aJobOf;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** Pauses as operators and sellers meet them; that claims heed them is shown by PauseIT of the library. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class PausesIT {

    private static final String PAUSES = "/api/v1/ops/pauses";
    private static final String NOTE = "{\"note\":\"Ozon answers 500.\"}";

    private final Caller ops = Caller.ops();
    private final TestSeller seller = aSeller().withShop();

    @BeforeEach
    @AfterEach
    void nothingIsPaused() {
        Rows.run("TRUNCATE pause");
    }

    @ParameterizedTest
    @CsvSource({
        "queue,high,PAUSED_QUEUE",
        "kind,orders.pull,PAUSED_KIND",
        "marketplace,ozon,PAUSED_MARKETPLACE",
        "shop,SHOP,PAUSED_SHOP"
    })
    void aWaitingOperationSaysThatItIsPaused(String scope, String named, String reason) {
        String name = named.equals("SHOP") ? seller.shopId() : named;
        TestJob waiting = aJobOf(seller);
        TestJob running = aJobOf(seller).running();

        Reply paused = ops.put(PAUSES + "/" + scope + "/" + name, NOTE);

        assertThat(paused.status()).as("%s", paused).isEqualTo(200);
        assertThat(paused.json().path("name").asText()).isEqualTo(name);
        JsonNode operation = seller.get(waiting.path()).json();
        assertThat(operation.path("waiting").path("reason").asText()).isEqualTo(reason);
        assertThat(operation.path("waiting").path("until").isNull()).isTrue();
        assertThat(operation.path("queue").path("position").isNull()).isTrue();
        assertThat(operation.toString()).doesNotContain("Ozon answers 500.");
        assertThat(seller.get(running.path()).json().path("waiting").isNull()).isTrue();

        assertThat(ops.delete(PAUSES + "/" + scope + "/" + name).status()).isEqualTo(204);
        assertThat(seller.get(waiting.path()).json().path("waiting").isNull()).isTrue();
    }

    @Test
    void theNarrowestPauseIsTheOneThatIsSaid() {
        TestJob waiting = aJobOf(seller);
        ops.put(PAUSES + "/queue/high", NOTE);
        ops.put(PAUSES + "/shop/" + seller.shopId(), NOTE);

        assertThat(seller.get(waiting.path())
                        .json()
                        .path("waiting")
                        .path("reason")
                        .asText())
                .isEqualTo("PAUSED_SHOP");
    }

    @Test
    void whatABreakerPausedIsNoneOfTheOperatorsPauses() {
        seller.withRejectedKey();
        TestJob waiting = aJobOf(seller);

        assertThat(ops.get(PAUSES).json().path("items")).isEmpty();
        assertThat(ops.delete(PAUSES + "/shop/" + seller.shopId()).status()).isEqualTo(204);

        assertThat(seller.get(waiting.path())
                        .json()
                        .path("waiting")
                        .path("reason")
                        .asText())
                .isEqualTo("SHOP_NEEDS_NEW_KEY");
        assertThat(Rows.count("pause")).isEqualTo(1);
    }

    @Test
    void aSecondPauseChangesTheNoteOnly() {
        JsonNode first = ops.put(PAUSES + "/queue/low", NOTE).json();
        JsonNode second =
                ops.put(PAUSES + "/queue/low", "{\"note\":\"Still.\"}").json();

        assertThat(second.path("since")).isEqualTo(first.path("since"));
        assertThat(second.path("note").asText()).isEqualTo("Still.");
        assertThat(Rows.count("pause")).isEqualTo(1);
    }

    @Test
    void whatIsNotPausedStaysSo() {
        assertThat(Rows.nothingIsWrittenBy(() -> ops.delete(PAUSES + "/queue/low"))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void thePauseOfAKindThatIsNoMoreCanBeEnded() {
        Rows.run("INSERT INTO pause (scope, name) VALUES ('kind', 'orders.old')");

        assertThat(ops.delete(PAUSES + "/kind/orders.old").status()).isEqualTo(204);
        assertThat(Rows.count("pause")).isZero();
        assertThatProblem(ops.delete(PAUSES + "/kind/orders.old")).is(ProblemCode.TARGET_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queue/urgent",
                "queue/HIGH",
                "kind/orders.push",
                "marketplace/amazon",
                "seller/x",
                "pool/high",
                "shop/high",
                "schedule/nobody",
                "schedule/NONE",
                "shop/UNKNOWN"
            })
    void onlyWhatExistsIsPausedOrResumed(String target) {
        String path = PAUSES + "/" + target.replace("UNKNOWN", PublicId.SHOP.of(UUID.randomUUID()));

        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.put(path, NOTE))).is(ProblemCode.TARGET_NOT_FOUND);
        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.delete(path))).is(ProblemCode.TARGET_NOT_FOUND);
    }

    @Test
    void theListIsCompleteInPages() {
        ops.put(PAUSES + "/queue/low", NOTE);
        ops.put(PAUSES + "/kind/orders.pull", NOTE);
        ops.put(PAUSES + "/shop/" + seller.shopId(), NOTE);
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ops.get(PAUSES + "?limit=1" + cursor).json();
            page.path("items")
                    .forEach(item -> seen.add(item.path("scope").asText() + " "
                            + item.path("name").asText() + " "
                            + item.path("note").asText()));
            cursor = page.path("hasMore").asBoolean()
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : null;
        } while (cursor != null);

        assertThat(seen)
                .containsExactly(
                        "kind orders.pull Ozon answers 500.",
                        "queue low Ozon answers 500.",
                        "shop " + seller.shopId() + " Ozon answers 500.");
    }
}
