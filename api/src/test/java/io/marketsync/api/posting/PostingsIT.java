package io.marketsync.api.posting;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(DatabaseProfile.class)
class PostingsIT {

    private final TestSeller seller = aSeller().withShop();

    @Test
    void aPostingIsShownWithItsLinesInOrderAndItsMoneyAsText() {
        seller.withPosting("1-0001-1", "2026-11-01T10:00:00Z")
                .withLine("1-0001-1", 2, "tea-2")
                .withLine("1-0001-1", 1, "tea-1");

        JsonNode posting = items("").get(0);

        assertThat(posting.path("shop").asText()).isEqualTo(seller.shopId());
        assertThat(posting.path("number").asText()).isEqualTo("1-0001-1");
        assertThat(posting.path("scheme").asText()).isEqualTo("fbs");
        assertThat(posting.path("inProcessAt").asText()).isEqualTo("2026-11-01T10:00:00Z");
        assertThat(posting.path("total").path("amount").asText()).isEqualTo("1299.50");
        assertThat(posting.path("total").path("currency").asText()).isEqualTo("RUB");
        assertThat(posting.path("lines").findValuesAsText("offer")).containsExactly("tea-1", "tea-2");
        assertThat(posting.path("lines").get(0).path("price").path("amount").asText())
                .isEqualTo("649.75");
        assertThat(posting.has("raw")).isFalse();
    }

    @Test
    void theNewestComeFirstAndThoseWithoutATimeBeforeAllOthers() {
        seller.withPosting("old", "2026-11-01T10:00:00Z")
                .withPosting("none", null)
                .withPosting("new", "2026-11-02T10:00:00Z");

        assertThat(numbers("")).containsExactly("none", "new", "old");
    }

    @Test
    void theListIsNarrowedByEachFilterAndByAllOfThem() {
        seller.withPosting("a", null).withPosting("b", null).withShop();
        Rows.run(
                "UPDATE posting SET scheme = 'fbo', status = 'delivering' WHERE number = 'a' AND seller_id = ?",
                seller.id());
        Rows.run("UPDATE posting SET on_hold = true WHERE number = 'b' AND seller_id = ?", seller.id());

        assertThat(numbers("?scheme=fbo")).containsExactly("a");
        assertThat(numbers("?scheme=fbs")).containsExactly("b");
        assertThat(numbers("?status=delivering")).containsExactly("a");
        assertThat(numbers("?status=nobody.has-this_1")).isEmpty();
        assertThat(numbers("?onHold=true")).containsExactly("b");
        assertThat(numbers("?onHold=false")).containsExactly("a");
        assertThat(numbers("?shop=" + seller.shopId())).containsExactly("a", "b");
        assertThat(numbers("?shop=" + PublicId.SHOP.of(seller.shop(1)))).isEmpty();
        assertThat(numbers("?scheme=fbo&onHold=true")).isEmpty();
        assertThat(numbers("?scheme=fbo&onHold=false&status=delivering&shop=" + seller.shopId()))
                .containsExactly("a");
    }

    @Test
    void aCursorIsGoodForItsFiltersOnly() {
        seller.withPosting("a", null).withPosting("b", null);
        String cursor = seller.get("/api/v1/postings?scheme=fbs&limit=1")
                .json()
                .path("nextCursor")
                .asText();

        assertThat(seller.get("/api/v1/postings?limit=50&scheme=fbs&cursor=" + cursor)
                        .status())
                .isEqualTo(200);
        for (String other :
                List.of("", "scheme=fbo&", "scheme=fbs&onHold=false&", "scheme=fbs&shop=" + seller.shopId() + "&")) {
            assertThatProblem(seller.get("/api/v1/postings?" + other + "cursor=" + cursor))
                    .is(ProblemCode.CURSOR_MISMATCH);
        }
        assertThatProblem(seller.get("/api/v1/shops?cursor=" + cursor)).is(ProblemCode.CURSOR_MISMATCH);
    }

    @Test
    void theLinkToTheNextPageKeepsTheFilters() {
        seller.withPosting("a", null).withPosting("b", null);

        assertThat(seller.get("/api/v1/postings?status=awaiting_packaging&scheme=fbs&limit=1")
                        .header("Link"))
                .contains("status=awaiting_packaging", "scheme=fbs", "limit=1", "cursor=");
    }

    @Test
    void postingsOfOtherSellersAreNeverAmongThem() {
        TestSeller other = aSeller().withShop().withPosting("foreign", null).withLine("foreign", 1, "tea");
        seller.withPosting("foreign", "2026-11-01T10:00:00Z");

        assertThat(items("").get(0).path("lines")).isEmpty();
        assertThat(numbers("")).containsExactly("foreign");
        assertThatProblem(Rows.nothingIsWrittenBy(() -> seller.get("/api/v1/postings?shop=" + other.shopId())))
                .is(ProblemCode.SHOP_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scheme=fbx",
                "scheme=FBS",
                "onHold=1",
                "status=%00",
                "status=a%20b",
                "status=%D1%8F",
                "status=x'--"
            })
    void aFilterOfAWrongFormIsRefusedAndNamed(String filter) {
        Reply refused = Rows.nothingIsWrittenBy(() -> seller.get("/api/v1/postings?" + filter));

        assertThatProblem(refused)
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField(filter.substring(0, filter.indexOf('=')), "PATTERN", "must match");
    }

    private List<String> numbers(String query) {
        List<String> numbers = new ArrayList<>();
        items(query).forEach(item -> numbers.add(item.path("number").asText()));
        return numbers;
    }

    private JsonNode items(String query) {
        Reply page = seller.get("/api/v1/postings" + query);
        assertThat(page.status()).as("%s", page).isEqualTo(200);
        return page.json().path("items");
    }
}
