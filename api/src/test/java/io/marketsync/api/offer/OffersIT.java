package io.marketsync.api.offer;

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
class OffersIT {

    private final TestSeller seller = aSeller().withShop();

    @Test
    void anOfferIsShownWithAllItsNames() {
        seller.withOffer("Артикул 1/2");
        JsonNode offer = items("/api/v1/offers").get(0);

        assertThat(offer.path("shop").asText()).isEqualTo(seller.shopId());
        assertThat(offer.path("code").asText()).isEqualTo("Артикул 1/2");
        assertThat(offer.path("productId").asLong()).isPositive();
        assertThat(offer.path("sku").asLong()).isEqualTo(148313766);
        assertThat(offer.path("status").asText()).isEqualTo("price_sent");
        assertThat(offer.path("onSale").asBoolean()).isTrue();
        assertThat(offer.path("archived").asBoolean()).isFalse();
        assertThat(offer.path("barcodes").get(0).asText()).isEqualTo("4600000000017");
        assertThat(offer.path("vanishedAt").isNull()).isTrue();
        assertThat(offer.path("renamedTo").isNull()).isTrue();
    }

    @Test
    void theListIsNarrowedByEachFilterAndByAllOfThem() {
        seller.withOffer("a").withOffer("b").withOffer("c").withShop();
        change("archived = true, on_sale = false", "a");
        change("vanished_at = now(), renamed_to = 'c', product_id = NULL, on_sale = false", "b");
        change("status = 'moderating', missing_at = '2026-11-20T10:00:00Z'", "c");

        assertThat(codes("?archived=true")).containsExactly("a");
        assertThat(codes("?archived=false")).containsExactly("b", "c");
        assertThat(codes("?vanished=true")).containsExactly("b");
        assertThat(codes("?vanished=false")).containsExactly("a", "c");
        assertThat(codes("?onSale=true")).containsExactly("c");
        assertThat(codes("?missing=true")).containsExactly("c");
        assertThat(codes("?missing=false")).containsExactly("a", "b");
        assertThat(items("/api/v1/offers?code=c").get(0).path("missingAt").asText())
                .isEqualTo("2026-11-20T10:00:00Z");
        assertThat(codes("?status=moderating")).containsExactly("c");
        assertThat(codes("?code=b")).containsExactly("b");
        assertThat(codes("?code=B")).isEmpty();
        assertThat(codes("?shop=" + seller.shopId())).containsExactly("a", "b", "c");
        assertThat(codes("?shop=" + PublicId.SHOP.of(seller.shop(1)))).isEmpty();
        assertThat(codes("?vanished=false&archived=false&onSale=true&status=moderating&code=c&shop=" + seller.shopId()))
                .containsExactly("c");
        assertThat(items("/api/v1/offers?vanished=true")
                        .get(0)
                        .path("renamedTo")
                        .asText())
                .isEqualTo("c");
    }

    @Test
    void aCursorIsGoodForItsFiltersOnly() {
        seller.withOffer("a").withOffer("b");
        String cursor = seller.get("/api/v1/offers?vanished=false&limit=1")
                .json()
                .path("nextCursor")
                .asText();
        assertThat(codes("?vanished=false&cursor=" + cursor)).containsExactly("b");
        for (String other : List.of("", "vanished=true&", "vanished=false&onSale=true&", "vanished=false&code=a&")) {
            assertThatProblem(seller.get("/api/v1/offers?" + other + "cursor=" + cursor))
                    .is(ProblemCode.CURSOR_MISMATCH);
        }
    }

    @Test
    void theLongestCodesFitIntoACursor() {
        String longest = "茶".repeat(100);
        seller.withOffer(longest).withOffer(longest.substring(1) + "龜");
        String cursor =
                seller.get("/api/v1/offers?limit=1").json().path("nextCursor").asText();
        assertThat(codes("?cursor=" + cursor)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "archived=1",
                "onSale=yes",
                "vanished=TRUE",
                "missing=1",
                "status=%00",
                "status=x'--",
                "code=%00",
                "code=a%0Ab"
            })
    void aFilterOfAWrongFormIsRefusedAndNamed(String filter) {
        Reply refused = Rows.nothingIsWrittenBy(() -> seller.get("/api/v1/offers?" + filter));
        assertThatProblem(refused)
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField(filter.substring(0, filter.indexOf('=')), "PATTERN", "must match");
    }

    @Test
    void codesOfPostingsThatTheCatalogueDoesNotKnowAreReportedWithTheirPostings() {
        seller.withOffer("known");
        posting("p1", "now() - interval '1 day'", "known", "lost");
        posting("p2", "now() - interval '89 days'", "lost", "lost");
        posting("p3", "NULL", "also lost");
        posting("p4", "now() - interval '91 days'", "too old", "lost");
        change("vanished_at = now()", "known");

        JsonNode report = items(path());
        assertThat(report.findValuesAsText("code")).containsExactly("also lost", "lost");
        assertThat(report.get(1).path("postings").asInt())
                .as("of two postings, three lines")
                .isEqualTo(2);
        assertThat(report.get(1).path("sku").asLong()).isEqualTo(148313766);
        assertThat(report.get(1).path("name").asText()).isEqualTo("Tea");
        assertThat(report.get(1).path("lastPostingAt").asText()).isNotEmpty();
        assertThat(report.get(0).path("lastPostingAt").isNull()).isTrue();

        Rows.run(
                "UPDATE posting_line SET offer_id = (SELECT id FROM offer WHERE seller_id = ?) WHERE offer_code = 'lost'"
                        + " AND seller_id = ?",
                seller.id(),
                seller.id());
        assertThat(items(path()).findValuesAsText("code"))
                .as("a line that was linked under an earlier code")
                .containsExactly("also lost");
    }

    @Test
    void theReportHasPages() {
        String longest = "茶".repeat(199);
        posting("p", "now()", "c", "a", "b", longest + "一", longest + "二", "x".repeat(201));
        List<String> codes = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = seller.get(path() + "?limit=1" + cursor).json();
            codes.addAll(page.path("items").findValuesAsText("code"));
            cursor = page.path("hasMore").asBoolean()
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : null;
        }
        assertThat(codes).hasSize(5).doesNotHaveDuplicates().startsWith("a", "b", "c");
        assertThat(items(path()).findValuesAsText("code")).isEqualTo(codes);
    }

    @Test
    void thePagesOfOneShopAreNotThoseOfAnother() {
        posting("p", "now()", "a", "b");
        String cursor =
                seller.get(path() + "?limit=1").json().path("nextCursor").asText();
        seller.withShop();
        assertThatProblem(seller.get(
                        "/api/v1/shops/" + PublicId.SHOP.of(seller.shop(1)) + "/unmatched-offers?cursor=" + cursor))
                .is(ProblemCode.CURSOR_MISMATCH);
    }

    @Test
    void theWarehousesOfAShopAreListedByTheirCodes() {
        seller.withWarehouse("2", false)
                .withWarehouse("1", true)
                .withWarehouse("3", true)
                .withShop();
        String warehouses = "/api/v1/shops/" + seller.shopId() + "/warehouses";
        JsonNode first = seller.get(warehouses + "?limit=2").json();
        assertThat(first.path("items").findValuesAsText("code")).containsExactly("1", "2");
        assertThat(first.path("items").findValuesAsText("active")).containsExactly("true", "false");
        assertThat(first.path("items").get(1).path("status").asText()).isEqualTo("disabled");
        assertThat(items(warehouses + "?cursor=" + first.path("nextCursor").asText())
                        .findValuesAsText("code"))
                .containsExactly("3");
        assertThat(items("/api/v1/shops/" + PublicId.SHOP.of(seller.shop(1)) + "/warehouses"))
                .isEmpty();
    }

    private String path() {
        return "/api/v1/shops/" + seller.shopId() + "/unmatched-offers";
    }

    private void change(String what, String code) {
        Rows.run("UPDATE offer SET " + what + " WHERE code = ? AND seller_id = ?", code, seller.id());
    }

    private void posting(String number, String inProcessAt, String... codes) {
        seller.withPosting(number, null);
        Rows.run(
                "UPDATE posting SET in_process_at = " + inProcessAt + " WHERE number = ? AND seller_id = ?",
                number,
                seller.id());
        for (int line = 0; line < codes.length; line++) {
            seller.withLine(number, line + 1, codes[line]);
        }
    }

    private List<String> codes(String query) {
        return items("/api/v1/offers" + query).findValuesAsText("code");
    }

    private JsonNode items(String target) {
        Reply page = seller.get(target);
        assertThat(page.status()).as("%s", page).isEqualTo(200);
        return page.json().path("items");
    }
}
