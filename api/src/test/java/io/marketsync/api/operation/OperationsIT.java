package io.marketsync.api.operation;

import java.util.ArrayList;
import java.util.List;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

@QuarkusTest
@TestProfile(DatabaseProfile.class)
class OperationsIT {

    private final TestSeller seller = aSeller().withShop().withShop();

    @Test
    void theNewestComeFirst() {
        String older = job(0, "orders.pull", "ENQUEUED");
        String newer = job(0, "orders.pull", "ENQUEUED");

        assertThat(listed("")).containsExactly(newer, older);
    }

    @Test
    void theListIsNarrowedByEachFilterAndByAllOfThem() {
        String waiting = job(0, "orders.pull", "ENQUEUED");
        String scheduled = job(0, "orders.pull", "SCHEDULED");
        String running = job(1, "orders.pull", "PROCESSING");
        String finished = job(1, "stock.push", "SUCCEEDED");
        String dead = job(0, "stock.push", "FAILED");
        String cancelled = job(0, "stock.push", "DELETED");

        assertThat(listed("?status=waiting")).containsExactly(scheduled, waiting);
        assertThat(listed("?status=running")).containsExactly(running);
        assertThat(listed("?status=finished")).containsExactly(finished);
        assertThat(listed("?status=dead")).containsExactly(dead);
        assertThat(listed("?status=cancelled")).containsExactly(cancelled);
        assertThat(listed("?kind=stock.push")).containsExactly(cancelled, dead, finished);
        assertThat(listed("?kind=nobody.has_this")).isEmpty();
        assertThat(listed("?shop=" + PublicId.SHOP.of(seller.shop(1)))).containsExactly(finished, running);
        assertThat(listed("?kind=stock.push&status=dead&shop=" + seller.shopId()))
                .containsExactly(dead);
    }

    @Test
    void operationsOfOtherSellersAreNeverAmongThem() {
        TestSeller other = aSeller().withShop();
        TestJob.aBareJobOf(other, other.shop(), "orders.pull", "ENQUEUED");

        assertThat(listed("")).isEmpty();
        assertThatProblem(Rows.nothingIsWrittenBy(() -> seller.get("/api/v1/operations?shop=" + other.shopId())))
                .is(ProblemCode.SHOP_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=done",
                "status=RUNNING",
                "status=%00",
                "kind=%00",
                "kind=Orders.Pull",
                "kind=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aFilterOfAWrongFormIsRefusedAndNamed(String filter) {
        Reply refused = Rows.nothingIsWrittenBy(() -> seller.get("/api/v1/operations?" + filter));

        assertThatProblem(refused)
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField(filter.substring(0, filter.indexOf('=')), "PATTERN", "must match");
    }

    private String job(int shop, String kind, String state) {
        return PublicId.OPERATION.of(TestJob.aBareJobOf(seller, seller.shop(shop), kind, state));
    }

    private List<String> listed(String query) {
        Reply page = seller.get("/api/v1/operations" + query);
        assertThat(page.status()).as("%s", page).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        page.json().path("items").forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }
}
