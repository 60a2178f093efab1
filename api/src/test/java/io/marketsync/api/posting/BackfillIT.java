package io.marketsync.api.posting;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** A seller asks for orders of past days, and reads which are there. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class BackfillIT {

    private final TestSeller seller = aSeller().withShop();

    @Test
    void theDaysAreThoseOfTheRequest() {
        Reply started = backfill("2026-01-01", "2026-03-31");
        assertThat(started.status()).isEqualTo(202);
        assertThat(started.json().path("kind").asText()).isEqualTo("orders.backfill");
        assertThat(started.json().path("queue").path("name").asText()).isEqualTo("low");
        assertThat(Rows.text("SELECT args::text FROM job WHERE shop_id = ?", seller.shop()))
                .isEqualTo("{\"to\": \"2026-03-31\", \"from\": \"2026-01-01\"}");
        assertThat(backfill("2026-02-01", "2026-02-02").json().path("joined").asBoolean())
                .as("one of a shop at a time")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02,2026-01-01",
        "2025-01-01,2026-01-02",
        "1997-01-01,1997-01-02",
        "2026-01-01,2999-01-01",
    })
    void daysThatCannotBeReadAreRefused(String from, String to) {
        Reply refused = Rows.nothingIsWrittenBy(() -> backfill(from, to));
        assertThatProblem(refused)
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField(
                        "#/from",
                        "DAYS",
                        "must be a day not after to, with at most 366 days up to it, none after "
                                + LocalDate.now(ZoneOffset.UTC));
    }

    @Test
    void bothDaysAreNeededAndHaveToBeDays() {
        String path = "/api/v1/shops/" + seller.shopId() + "/syncs";
        String kind = "{\"kind\":\"orders.backfill\"";
        assertThatProblem(seller.calls().post(path, kind + "}"))
                .is(ProblemCode.VALIDATION_FAILED)
                .namesField("#/from", "NOT_NULL", "is required");
        assertThatProblem(seller.calls().post(path, kind + ",\"from\":\"2026-01-01\"}"))
                .namesField("#/to", "NOT_NULL", "is required");
        assertThat(seller.calls()
                        .post(path, kind + ",\"from\":\"2026-02-30\",\"to\":\"x\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void allShopsAtOnce() {
        seller.withShop();
        Reply started = seller.calls()
                .post("/api/v1/syncs", "{\"kind\":\"orders.backfill\",\"from\":\"2026-01-01\",\"to\":\"2026-01-31\"}");
        assertThat(started.status()).isEqualTo(202);
        assertThat(Rows.text(
                        "SELECT string_agg(DISTINCT args ->> 'to', ' ') || ' ' || count(*) FROM job WHERE seller_id = ?",
                        seller.id()))
                .isEqualTo("2026-01-31 2");
    }

    @Test
    void theYoungestDayComesFirstAndPagesGoOn() {
        for (String day : new String[] {"2026-03-01", "2026-03-02", "2026-03-03"}) {
            Rows.run(
                    "INSERT INTO backfill_day (seller_id, shop_id, day, theirs, ours, job_id) VALUES (?, ?, ?::date, 7, 9, ?)",
                    seller.id(),
                    seller.shop(),
                    day,
                    UUID.randomUUID());
        }
        JsonNode first = days("?limit=2");
        assertThat(first.path("items").findValuesAsText("day")).containsExactly("2026-03-03", "2026-03-02");
        assertThat(first.path("items").get(0).path("atMarketplace").asInt()).isEqualTo(7);
        assertThat(first.path("items").get(0).path("stored").asInt()).isEqualTo(9);
        assertThat(days("?limit=2&cursor=" + first.path("nextCursor").asText())
                        .path("items")
                        .findValuesAsText("day"))
                .containsExactly("2026-03-01");
    }

    private JsonNode days(String query) {
        return seller.get("/api/v1/shops/" + seller.shopId() + "/backfill-days" + query)
                .json();
    }

    private Reply backfill(String from, String to) {
        return seller.calls()
                .post(
                        "/api/v1/shops/" + seller.shopId() + "/syncs",
                        "{\"kind\":\"orders.backfill\",\"from\":\"" + from + "\",\"to\":\"" + to + "\"}");
    }
}
