package io.marketsync.api.paging;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

/** Every list is complete, without one row twice, whatever is written between its pages. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class ListsIT {

    /** A list: its address, its rows' id, how one more row of a seller is made, and how the row of an id goes away. */
    record Lists(String path, String id, Consumer<TestSeller> grow, Consumer<String> delete) {
        @Override
        public String toString() {
            return path;
        }
    }

    private static final Random RANDOM = new Random(seed());

    static Stream<Lists> lists() {
        return Stream.of(
                new Lists("/api/v1/shops", "id", TestSeller::withShop, id -> delete("shop", "id", PublicId.SHOP, id)),
                new Lists(
                        "/api/v1/operations",
                        "id",
                        seller -> TestJob.aBareJobOf(seller, seller.shop(), "orders.pull", "ENQUEUED"),
                        id -> delete("job", "id", PublicId.OPERATION, id)),
                new Lists(
                        "/api/v1/postings",
                        "number",
                        seller -> seller.withPosting(aNumber(), aTime()),
                        number -> Rows.run("DELETE FROM posting WHERE number = ?", number)),
                new Lists(
                        "/api/v1/offers",
                        "code",
                        seller -> seller.withOffer(aNumber()),
                        code -> Rows.run("DELETE FROM offer WHERE code = ?", code)));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void isCompleteWithoutRepetition(Lists list) {
        TestSeller seller = grown(list, 23);
        List<String> all = ids(list, seller.get(list.path + "?limit=100"));

        assertThat(all).hasSizeGreaterThanOrEqualTo(23).doesNotHaveDuplicates();
        for (int limit : new int[] {1, 2, 7, 22, 23, 24}) {
            assertThat(paged(list, seller, limit, between -> {}))
                    .as("limit %s", limit)
                    .isEqualTo(all);
        }
    }

    @ParameterizedTest
    @MethodSource("lists")
    void losesNothingWhileRowsComeAndGo(Lists list) {
        TestSeller seller = grown(list, 20);
        List<String> before = ids(list, seller.get(list.path + "?limit=100"));
        List<String> gone = new ArrayList<>();

        List<String> seen = paged(list, seller, 3, boundary -> {
            list.grow.accept(seller);
            list.delete.accept(boundary);
            gone.add(boundary);
        });

        assertThat(gone).isNotEmpty();
        assertThat(seen).doesNotHaveDuplicates().containsAll(before);
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aCursorIsGoodForItsOwnSellerOnly(Lists list) {
        String cursor = grown(list, 3)
                .get(list.path + "?limit=1")
                .json()
                .path("nextCursor")
                .asText();

        assertThatProblem(aSeller().get(list.path + "?limit=1&cursor=" + cursor))
                .is(ProblemCode.CURSOR_MISMATCH);
    }

    @ParameterizedTest
    @MethodSource("lists")
    void anEmptyListIsAPage(Lists list) {
        JsonNode page = aSeller().get(list.path).json();

        assertThat(page.path("items").isArray()).isTrue();
        assertThat(page.path("items")).isEmpty();
        assertThat(page.path("hasMore").asBoolean()).isFalse();
        assertThat(page.path("nextCursor").isNull()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("lists")
    void theLinkHeaderLeadsToTheNextPageAndEndsWithTheLast(Lists list) {
        TestSeller seller = grown(list, 3);
        List<String> seen = new ArrayList<>();
        String target = list.path + "?limit=2";
        while (target != null) {
            Reply page = seller.get(target);
            seen.addAll(ids(list, page));
            String link = page.header("Link");
            assertThat(link != null).isEqualTo(page.json().path("hasMore").asBoolean());
            target = link == null ? null : target(link);
        }
        assertThat(seen).hasSizeGreaterThanOrEqualTo(3).isEqualTo(ids(list, seller.get(list.path + "?limit=100")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "1.5", "x", "1e1", "٣", "999999999999", "+5", "%205"})
    void aPageSizeBeyondTheLimitIsRefusedAndTheLimitIsNamed(String limit) {
        TestSeller seller = aSeller();
        lists().forEach(list -> {
            Reply refused = Rows.nothingIsWrittenBy(() -> seller.get(list.path + "?limit=" + limit));
            assertThatProblem(refused).is(ProblemCode.PAGE_LIMIT);
            assertThat(refused.json().path("detail").asText()).contains("limit", "1", "100");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "%00", "eyJpZCI6MX0", "../../etc/passwd"})
    void aCursorThatWasNotIssuedIsRefusedAndNamed(String cursor) {
        TestSeller seller = aSeller();
        lists().forEach(list -> {
            Reply refused = Rows.nothingIsWrittenBy(() -> seller.get(list.path + "?cursor=" + cursor));
            assertThatProblem(refused).is(ProblemCode.BAD_CURSOR);
            assertThat(refused.json().path("detail").asText()).contains("cursor");
        });
    }

    @Test
    void anEmptyOrRepeatedParameterIsRefusedAndNamed() {
        TestSeller seller = aSeller();
        lists().forEach(list -> {
            for (String name : List.of("limit", "cursor", "shop")) {
                assertThatProblem(Rows.nothingIsWrittenBy(() -> seller.get(list.path + "?" + name + "=")))
                        .is(ProblemCode.VALIDATION_FAILED)
                        .namesField(name, "NOT_EMPTY", "empty");
            }
            assertThatProblem(Rows.nothingIsWrittenBy(() -> seller.get(list.path + "?limit=5&limit=100")))
                    .is(ProblemCode.VALIDATION_FAILED)
                    .namesField("limit", "ONCE", "once");
        });
    }

    @Test
    void pagesOfAHundredAreTheLargestAndFiftyIsTheDefault() {
        TestSeller seller = aSeller().withShop();
        for (int i = 0; i < 120; i++) {
            seller.withPosting("p-%03d-%s".formatted(i, seller.id()), aTime());
        }
        assertThat(seller.get("/api/v1/postings?limit=100").json().path("items"))
                .hasSize(100);
        assertThat(seller.get("/api/v1/postings").json().path("items")).hasSize(50);
    }

    private static List<String> paged(Lists list, TestSeller seller, int limit, Consumer<String> between) {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = seller.get(list.path + "?limit=" + limit + cursor).json();
            assertThat(page.path("items").size()).isLessThanOrEqualTo(limit);
            page.path("items").forEach(item -> seen.add(item.path(list.id).asText()));
            if (page.path("hasMore").asBoolean()) {
                between.accept(seen.get(seen.size() - 1));
            }
            cursor = page.path("hasMore").asBoolean()
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : null;
        } while (cursor != null && seen.size() < 200);
        return seen;
    }

    /** In an order that is not the list's. */
    private static TestSeller grown(Lists list, int rows) {
        TestSeller seller = aSeller().withShop();
        Collections.nCopies(rows, list.grow).forEach(grow -> grow.accept(seller));
        return seller;
    }

    private static List<String> ids(Lists list, Reply page) {
        assertThat(page.status()).as("%s", page).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        page.json().path("items").forEach(item -> ids.add(item.path(list.id).asText()));
        return ids;
    }

    private static String target(String link) {
        assertThat(link).startsWith("<http://").endsWith(">; rel=\"next\"");
        URI next = URI.create(link.substring(1, link.indexOf('>')));
        return next.getRawPath() + "?" + next.getRawQuery();
    }

    private static void delete(String table, String column, PublicId kind, String id) {
        if (table.equals("shop")) {
            Rows.run("DELETE FROM posting WHERE shop_id = ?", kind.parse(id).orElseThrow());
        } else {
            Rows.run("DELETE FROM jobrunr_jobs WHERE id = ?", kind.parse(id).orElseThrow());
        }
        Rows.run(
                "DELETE FROM " + table + " WHERE " + column + " = ?",
                kind.parse(id).orElseThrow());
    }

    private static String aNumber() {
        return "%08x".formatted(RANDOM.nextInt());
    }

    /** A third has none, and many have the same one. */
    private static String aTime() {
        return RANDOM.nextInt(3) == 0
                ? null
                : Instant.parse("2026-11-01T00:00:00.123456Z")
                        .plusSeconds(RANDOM.nextInt(4))
                        .toString();
    }

    private static long seed() {
        long seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("ListsIT: -Dseed=" + seed);
        return seed;
    }
}
