package io.marketsync.api.breaker;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

/** Breakers as operators and sellers meet them; that claims and calls heed them is shown by tests of the workers. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class BreakersIT {

    private static final String BREAKERS = "/api/v1/ops/breakers";

    private final Caller ops = Caller.ops();
    private final TestSeller seller = aSeller().withShop();

    @BeforeEach
    @AfterEach
    void nothingIsKnown() {
        Rows.run("TRUNCATE pause, breaker");
    }

    @Test
    void aMarketplaceThatNeverWasAwayIsClosed() {
        JsonNode breaker = breaker(ops.get(BREAKERS));

        assertThat(breaker.path("marketplace").asText()).isEqualTo("ozon");
        assertThat(breaker.path("state").asText()).isEqualTo("closed");
        assertThat(breaker.path("since").isNull()).isTrue();
        assertThat(breaker.path("opened").asInt()).isZero();
    }

    @Test
    void anAwayMarketplaceIsShownWithItsReasonAndSellersSeeThatTheirJobsWaitForIt() {
        away();
        TestJob waiting = aJobOf(seller);

        JsonNode breaker = breaker(ops.get(BREAKERS));

        assertThat(breaker.path("state").asText()).isEqualTo("open");
        assertThat(breaker.path("reason").asText()).isEqualTo("Of 10 calls all failed.");
        assertThat(breaker.path("probeAt").isTextual()).isTrue();
        assertThat(breaker.path("rampUntil").isNull()).isTrue();
        assertThat(waitingReason(waiting)).isEqualTo("MARKETPLACE_AWAY");
    }

    @Test
    void anOperatorClosesItAndItsJobsGoOnWhileItsCallsRampUp() {
        away();
        TestJob waiting = aJobOf(seller);

        Reply closed = ops.post(BREAKERS + "/ozon/close", "");

        assertThat(closed.status()).as("%s", closed).isEqualTo(200);
        assertThat(breaker(closed).path("state").asText()).isEqualTo("ramping");
        assertThat(breaker(closed).path("rampUntil").isTextual()).isTrue();
        assertThat(seller.get(waiting.path()).json().path("waiting").isNull()).isTrue();
        assertThat(Rows.count("pause")).isZero();
    }

    @Test
    void closingWhatIsClosedChangesNothing() {
        Reply closed = Rows.nothingIsWrittenBy(() -> ops.post(BREAKERS + "/ozon/close", ""));

        assertThat(closed.status()).isEqualTo(200);
        assertThat(breaker(closed).path("state").asText()).isEqualTo("closed");
    }

    @Test
    void aMarketplaceThatNobodyKnowsHasNoBreaker() {
        assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.post(BREAKERS + "/amazon/close", "")))
                .is(ProblemCode.TARGET_NOT_FOUND);
    }

    @Test
    void shopsThatWaitForAnotherKeyAreCountedAndListedInPages() {
        List<String> shops = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            TestSeller refused = aSeller().withShop().withRejectedKey();
            Rows.run(
                    "UPDATE pause SET since = now() - ? * interval '1 minute' WHERE name = ?",
                    9 - i,
                    refused.shop().toString());
            shops.add(refused.shopId());
        }

        assertThat(ops.get(BREAKERS).json().path("refusedKeys").asInt()).isEqualTo(3);
        List<String> listed = new ArrayList<>();
        String path = ops.get(BREAKERS).json().path("links").path("refusedKeys").asText() + "?limit=2";
        JsonNode first = ops.get(path).json();
        first.path("items").forEach(item -> listed.add(item.path("shop").asText()));
        assertThat(listed).hasSize(2);
        JsonNode second =
                ops.get(path + "&cursor=" + first.path("nextCursor").asText()).json();
        second.path("items").forEach(item -> listed.add(item.path("shop").asText()));

        assertThat(listed).containsExactlyElementsOf(shops);
        assertThat(second.path("hasMore").asBoolean()).isFalse();
        JsonNode item = first.path("items").get(0);
        assertThat(PublicId.SELLER.parse(item.path("seller").asText())).isPresent();
        assertThat(item.path("marketplace").asText()).isEqualTo("ozon");
    }

    private void away() {
        Rows.run("""
                INSERT INTO breaker (marketplace, state, reason, probe_at, ramp, opened)
                VALUES ('ozon', 'open', 'Of 10 calls all failed.', now() + interval '30 seconds', '60 seconds', 1)""");
        Rows.run("INSERT INTO pause (scope, name, cause) VALUES ('marketplace', 'ozon', 'breaker')");
    }

    private String waitingReason(TestJob job) {
        return seller.get(job.path()).json().path("waiting").path("reason").asText();
    }

    private static JsonNode breaker(Reply reply) {
        return reply.json().path("marketplaces").get(0);
    }
}
