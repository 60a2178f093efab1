package io.marketsync.api.schedule;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.testing.Caller;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Logs;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSchedule;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;

/** Schedules as operators see and steer them; what a trigger and a pause do to ticks is shown by TickerIT of the workers. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class SchedulesIT {

    private static final String SCHEDULES = "/api/v1/ops/schedules";
    private static final String PAUSE = "/api/v1/ops/pauses/schedule/orders";

    private final Caller ops = Caller.ops();

    @BeforeEach
    void twoAreConfigured() {
        noneIsThere();
        Rows.run("UPDATE shop SET attention = 'key_rejected'");
        TestSchedule.configured("orders");
        TestSchedule.nightly("cleanup");
    }

    @AfterEach
    void noneIsThere() {
        Rows.run("TRUNCATE schedule, pause, freshness");
    }

    @Test
    void aScheduleOfTheSystemIsShownWithItsLastTick() {
        assertThat(ops.get(SCHEDULES + "/cleanup").json().toString())
                .isEqualTo(
                        "{\"name\":\"cleanup\",\"kind\":\"orders.pull\",\"cron\":\"30 2 * * *\",\"zone\":\"Europe/Berlin\","
                                + "\"missed\":\"all\",\"missedLimit\":3,\"every\":null,\"configured\":true,\"paused\":false,\"note\":null,"
                                + "\"lastTickAt\":\"2026-03-01T01:30:00Z\",\"lastResult\":\"enqueued\",\"nextTickAt\":null,"
                                + "\"triggerAskedAt\":null,\"shops\":null}");
    }

    @Test
    void aScheduleOfShopsSaysHowManyAreDueAndLate() {
        TestSeller seller = aSeller().withShop();
        synced(seller, "1 hour");
        synced(aSeller().withShop(), "1 second");
        JsonNode orders = ops.get(SCHEDULES + "/orders").json();
        assertThat(orders.path("every").asText()).isEqualTo("PT5M");
        JsonNode shops = orders.path("shops");
        assertThat(shops.path("total").asInt()).isEqualTo(2);
        assertThat(shops.path("due").asInt()).isBetween(1, 2); // a due point may lie within the last second
        assertThat(shops.path("late").asInt()).isEqualTo(1);
        assertThat(shops.path("stalestAt").asText())
                .startsWith(Rows.text(
                        "SELECT to_char(succeeded_at AT TIME ZONE 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS') FROM freshness"
                                + " WHERE shop_id = ?",
                        seller.shop()));
    }

    private static void synced(TestSeller seller, String ago) {
        Rows.run(
                "INSERT INTO freshness (seller_id, shop_id, kind, succeeded_at) VALUES (?, ?, 'orders.pull', now() - ?::interval)",
                seller.id(),
                seller.shop(),
                ago);
    }

    @Test
    void theListIsCompleteInPagesByName() {
        Rows.run("UPDATE schedule SET configured = false WHERE name = 'cleanup'");
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ops.get(SCHEDULES + "?limit=1" + cursor).json();
            page.path("items")
                    .forEach(item -> seen.add(item.path("name").asText() + " "
                            + item.path("configured").asText()));
            cursor = page.path("hasMore").asBoolean()
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : null;
        } while (cursor != null);
        assertThat(seen).containsExactly("cleanup false", "orders true");
    }

    @Test
    void aTriggerTellsTheWorkersAtOnceAndIsLogged() throws Exception {
        try (Connection listener = Rows.source("marketsync_worker").getConnection();
                Statement listen = listener.createStatement();
                Logs logs = Logs.opened()) {
            listen.execute("LISTEN marketsync_jobs");
            Reply reply = ops.post(SCHEDULES + "/orders/trigger", "");
            assertThat(reply.status()).as("%s", reply).isEqualTo(202);
            assertThat(reply.header("Location")).endsWith(SCHEDULES + "/orders");
            assertThat(reply.json().path("triggerAskedAt").asText()).isNotBlank();
            PGNotification[] told = listener.unwrap(PGConnection.class).getNotifications(5_000);
            assertThat(told).extracting(PGNotification::getParameter).contains("@cron");
            assertThat(logs.lines())
                    .anyMatch(line -> line.matches("(?s).*ops token [0-9a-f-]{36} triggered schedule orders.*"));
        }
    }

    @Test
    void aPauseIsShownWithItsNoteUntilItEnds() {
        assertThat(ops.put(PAUSE, "{\"note\":\"Ozon is down.\"}").status()).isEqualTo(200);
        JsonNode paused = ops.get(SCHEDULES + "/orders").json();
        assertThat(paused.path("paused").asBoolean()).isTrue();
        assertThat(paused.path("note").asText()).isEqualTo("Ozon is down.");
        assertThat(ops.delete(PAUSE).status()).isEqualTo(204);
        JsonNode resumed = ops.get(SCHEDULES + "/orders").json();
        assertThat(resumed.path("paused").asBoolean()).isFalse();
        assertThat(resumed.path("note").isNull()).isTrue();
        assertThat(Rows.nothingIsWrittenBy(() -> ops.delete(PAUSE)).status()).isEqualTo(204);
    }

    @Test
    void whatIsNotConfiguredIsNotTriggered() {
        Rows.run("UPDATE schedule SET configured = false WHERE name = 'cleanup'");
        for (String name : List.of("cleanup", "nobody", "x'y", "ORDERS", "a".repeat(200))) {
            assertThatProblem(Rows.nothingIsWrittenBy(() -> ops.post(SCHEDULES + "/" + name + "/trigger", "")))
                    .is(ProblemCode.SCHEDULE_NOT_FOUND);
        }
        assertThatProblem(ops.get(SCHEDULES + "/nobody")).is(ProblemCode.SCHEDULE_NOT_FOUND);
    }
}
