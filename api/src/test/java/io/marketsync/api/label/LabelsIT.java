package io.marketsync.api.label;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import io.marketsync.api.PublicId;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** A packer lists labels, and prints one or many. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class LabelsIT {

    private final TestSeller seller = aSeller().withShop();

    @Test
    void theListSaysHowFarEachLabelIsAndWhereItsFileIs() {
        seller.withLabel("a").withLabelIn("refused", "b").withLabelIn("quarantined", "c");

        JsonNode items = list("").path("items");

        assertThat(items.findValuesAsText("posting")).containsExactly("a", "b", "c");
        assertThat(items.findValuesAsText("state")).containsExactly("stored", "refused", "quarantined");
        assertThat(items.get(0).path("file").asText()).isEqualTo(file("a"));
        assertThat(items.get(0).path("size").asInt()).isPositive();
        assertThat(items.get(0).path("nextTryAt").isNull()).isTrue();
        assertThat(items.get(1).path("file").isNull()).isTrue();
        assertThat(items.get(1).path("error").toString())
                .isEqualTo("{\"code\":\"NOT_READY\",\"detail\":\"It is asked again.\"}");
        assertThat(list("?state=refused").path("items").findValuesAsText("posting"))
                .containsExactly("b");
        assertThat(list("?state=wanted").path("items")).isEmpty();
        assertThat(list("?state=wanted,refused").path("items"))
                .isEqualTo(list("?state=refused").path("items"));
    }

    @Test
    void theListIsPagedByNumber() {
        seller.withLabel("b").withLabel("a").withLabel("c");
        JsonNode first = list("?state=stored&limit=2");
        assertThat(first.path("items").findValuesAsText("posting")).containsExactly("a", "b");
        String cursor = first.path("nextCursor").asText();
        assertThat(list("?state=stored&limit=2&cursor=" + cursor).path("items").findValuesAsText("posting"))
                .containsExactly("c");
        assertThatProblem(seller.get(labels() + "?limit=2&cursor=" + cursor)).is(ProblemCode.CURSOR_MISMATCH);
        assertThatProblem(seller.get(labels() + "?state=lost")).is(ProblemCode.VALIDATION_FAILED);
        assertThatProblem(seller.get(labels() + "?state=stored,lost")).is(ProblemCode.VALIDATION_FAILED);
    }

    @Test
    void aLabelIsAFileThatNoCacheInBetweenKeeps() {
        seller.withLabel("0123456789-0001-1");

        Reply label = seller.get(file("0123456789-0001-1"));

        assertThat(label.status()).isEqualTo(200);
        assertThat(label.header("Content-Type")).isEqualTo("application/pdf");
        assertThat(label.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"label-0123456789-0001-1.pdf\"");
        assertThat(label.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(label.body()).startsWith("%PDF-").contains("(0123456789-0001-1) Tj");
        Reply again =
                seller.calls().sending("If-None-Match: " + label.header("ETag")).get(file("0123456789-0001-1"));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(seller.calls()
                        .sending("If-None-Match: \"" + "0".repeat(64) + "\"")
                        .get(file("0123456789-0001-1"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aLabelThatIsNotThereSaysWhatToDo() {
        seller.withLabelIn("wanted", "a");
        for (String number : List.of("a", "nobody", "x".repeat(300))) {
            Reply missing = Rows.nothingIsWrittenBy(() -> seller.get(file(number)));
            assertThatProblem(missing).is(ProblemCode.LABEL_NOT_FOUND);
            assertThat(missing.json().path("hint").asText()).contains("labels.fetch");
            assertThatProblem(missing).namesField("posting", "NO_LABEL", "has no label");
            assertThat(missing.json().path("links").path("labels").asText()).endsWith(labels());
        }
    }

    @Test
    void anotherSellersLabelIsNone() {
        TestSeller other = aSeller().withShop().withLabel("foreign");
        assertThatProblem(seller.get(file("foreign"))).is(ProblemCode.LABEL_NOT_FOUND);
        assertThatProblem(seller.get(file("foreign").replace(seller.shopId(), other.shopId())))
                .is(ProblemCode.SHOP_NOT_FOUND);
        assertThatProblem(print("foreign")).is(ProblemCode.LABEL_NOT_FOUND);
        assertThat(list("").path("items")).isEmpty();
        seller.withShop();
        seller.withLabel("own");
        assertThatProblem(seller.get(file("own").replace(seller.shopId(), PublicId.SHOP.of(seller.shop(1)))))
                .is(ProblemCode.LABEL_NOT_FOUND);
    }

    @Test
    void manyAreOneFileInTheOrderTheyAreAskedFor() {
        seller.withLabel("a").withLabel("b").withLabel("c");

        Reply printed = print("c", "a", "c");

        assertThat(printed.status()).isEqualTo(200);
        assertThat(printed.header("Content-Type")).isEqualTo("application/pdf");
        assertThat(printed.header("Cache-Control")).isEqualTo("no-store");
        assertThat(printed.body()).startsWith("%PDF-").contains("/Count 2");
        assertThat(printed.body().indexOf("(c) Tj")).isBetween(0, printed.body().indexOf("(a) Tj"));
    }

    @Test
    void aHundredAreTakenAndOneMoreIsARefusalThatNamesTheLimit() {
        String[] numbers = IntStream.range(0, 101).mapToObj(i -> "n" + i).toArray(String[]::new);
        for (int i = 0; i < 100; i++) {
            seller.withLabel(numbers[i]);
        }
        assertThat(print(List.of(numbers).subList(0, 100).toArray(String[]::new))
                        .body())
                .contains("/Count 100");
        Reply refused = print(numbers);
        assertThatProblem(refused).is(ProblemCode.VALIDATION_FAILED);
        assertThat(refused.body()).contains("100");
    }

    @Test
    void whatHasNoLabelIsNamedAndNothingIsPrinted() {
        seller.withLabel("a").withLabelIn("asked", "b");
        Reply refused = print("b", "a", "x");
        assertThatProblem(refused).is(ProblemCode.LABEL_NOT_FOUND);
        assertThat(refused.json().path("errors").findValuesAsText("pointer"))
                .containsExactly("#/postings/0", "#/postings/2");
        assertThat(refused.json().path("errors").get(0).path("detail").asText()).isEqualTo("has no label");
    }

    @Test
    void labelsThatAreTooLargeTogetherAreNotPrintedTogether() {
        String[] numbers = IntStream.range(0, 21).mapToObj(i -> "n" + i).toArray(String[]::new);
        for (String number : numbers) {
            seller.withLabel(number);
        }
        Rows.run("UPDATE label SET size = 1048576 WHERE shop_id = ?", seller.shop());
        assertThatProblem(print(numbers))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("#/postings", "BYTES", "20971520");
        assertThat(print(List.of(numbers).subList(0, 20).toArray(String[]::new)).status())
                .isEqualTo(200);
    }

    @Test
    void sellersAskForLabels() {
        JsonNode operation = seller.calls()
                .post(seller.syncsPath(), "{\"kind\":\"labels.fetch\"}")
                .json();
        assertThat(operation.path("kind").asText()).isEqualTo("labels.fetch");
    }

    private Reply print(String... numbers) {
        String body = List.of(numbers).stream()
                .map(number -> "\"" + number + "\"")
                .collect(Collectors.joining(",", "{\"postings\":[", "]}"));
        return seller.calls().post(labels() + "/print", body);
    }

    private JsonNode list(String query) {
        Reply page = seller.get(labels() + query);
        assertThat(page.status()).as("%s", page).isEqualTo(200);
        return page.json();
    }

    private String labels() {
        return "/api/v1/shops/" + seller.shopId() + "/labels";
    }

    private String file(String number) {
        return "/api/v1/shops/" + seller.shopId() + "/postings/" + number + "/label";
    }
}
