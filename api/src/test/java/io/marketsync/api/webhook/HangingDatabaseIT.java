package io.marketsync.api.webhook;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.TestSeller;

import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a marketplace is answered while the database takes an event and says nothing: that it was not kept, while it still is not. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class HangingDatabaseIT {

    private static final String OZON = "X-Forwarded-For: 195.34.21.7";
    private static final String PING = "{\"message_type\":\"TYPE_PING\",\"time\":\"2026-11-26T10:00:00Z\"}";

    /** Holds up every insert for as long as somebody holds this lock; a lock itself would be waited for by its own time-out only. */
    private static final long HANGS = 20261126;

    @Inject
    MeterRegistry metrics;

    @Inject
    WebhooksConfig config;

    private final TestSeller seller = aSeller().withShop();
    private final Handle holder = Rows.all().open();
    private String path;

    @BeforeEach
    void aDatabaseThatHangs() {
        path = URI.create(seller.calls()
                        .post("/api/v1/shops/" + seller.shopId() + "/webhook", "")
                        .json()
                        .path("url")
                        .asText())
                .getPath();
        Rows.change(handle -> handle.createScript("""
                        CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS $hang$
                        BEGIN
                            WHILE EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 20261126 AND granted) LOOP
                                PERFORM pg_sleep(0.01);
                            END LOOP;
                            RETURN NEW;
                        END $hang$;
                        CREATE TRIGGER hang BEFORE INSERT ON webhook_inbox FOR EACH ROW EXECUTE FUNCTION hang()""").execute());
        holder.execute("SELECT pg_advisory_lock(?)", HANGS);
    }

    @AfterEach
    void mended() {
        holder.close();
        Rows.run("DROP TRIGGER hang ON webhook_inbox");
        Rows.run("DROP FUNCTION hang");
    }

    @Test
    void whatIsNotKeptYetIsNotAcceptedAndTheRepetitionIs() {
        double late = late();
        Reply reply = call(cancelled("1"));
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isNotNull();
        assertThat(reply.json().path("error").path("code").asText()).isEqualTo("ERROR_UNKNOWN");
        assertThat(hanging()).as("the answer did not wait for the database").isEqualTo(1);
        assertThat(late() - late).isEqualTo(1);
        assertThat(call(PING).status()).as("others are answered meanwhile").isEqualTo(200);

        goesOn();
        await().until(() -> hanging() == 0);
        assertThat(call(cancelled("1")).status()).isEqualTo(200);
        assertThat(Rows.count("webhook_inbox WHERE shop_id = ?", seller.shop()))
                .as("what was begun was kept, and is not kept twice")
                .isEqualTo(1);
        assertThat(Rows.count("job WHERE shop_id = ?", seller.shop())).isEqualTo(1);
    }

    @Test
    void whenNobodyIsLeftToWorkOnThemCallsAreStillAnsweredAndSellersToo() throws Exception {
        List<Callable<Reply>> calls = new ArrayList<>();
        for (int i = 0; i < config.atOnce(); i++) {
            String body = cancelled(String.valueOf(i));
            calls.add(() -> call(body));
        }
        try (ExecutorService ozon = Executors.newFixedThreadPool(calls.size())) {
            for (Future<Reply> reply : ozon.invokeAll(calls)) {
                assertThat(reply.get().status()).isEqualTo(503);
            }
        }
        assertThat(hanging()).isEqualTo(config.atOnce());
        assertThat(call(PING).status()).isEqualTo(503);
        assertThat(seller.get("/api/v1/shops/" + seller.shopId()).status())
                .as("webhooks hold their own part of the connections")
                .isEqualTo(200);
        goesOn();
        await().until(() -> hanging() == 0);
        assertThat(call(PING).status()).isEqualTo(200);
    }

    private void goesOn() {
        holder.execute("SELECT pg_advisory_unlock(?)", HANGS);
    }

    /** Inserts into the inbox that have not ended. */
    private static long hanging() {
        return Rows.count(
                "pg_stat_activity WHERE usename = 'marketsync_api' AND state = 'active' AND query LIKE '%webhook_inbox%'");
    }

    private double late() {
        return metrics.get("marketsync.webhooks")
                .tag("webhook_result", "late")
                .counter()
                .count();
    }

    private Reply call(String body) {
        return Wire.toTheApp().post(path, body, OZON);
    }

    private static String cancelled(String which) {
        return "{\"message_type\":\"TYPE_POSTING_CANCELLED\",\"posting_number\":\"p-" + which
                + "\",\"new_state\":\"posting_canceled\",\"changed_state_date\":\"2026-11-26T10:00:00Z\"}";
    }
}
