package io.marketsync.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged product with the schedules it ships with: every shop is pulled, and nobody asked. */
class ScheduleLifecycleIT {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

    @TempDir
    static Path directory;

    @Test
    void shopsAreKeptFreshAndOperatorsSeeAndTriggerWhatDoesIt() throws Exception {
        try (Processes processes = Processes.startTicking(directory, "--products", "20", "--postings", "20")) {
            JsonNode demo = new ObjectMapper()
                    .readTree(processes.data.resolve("data/demo.json").toFile());
            Http ops =
                    Http.at(processes.product.apiPort).as(demo.path("opsToken").asText());
            Awaitility.await("every demo shop is synced")
                    .atMost(LONG_ENOUGH)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> pulled(processes, demo));
            JsonNode orders = ops.get("/api/v1/ops/schedules/orders");
            assertThat(orders.path("every").asText()).isEqualTo("PT5M");
            assertThat(orders.path("shops").path("total").asInt()).isEqualTo(7);
            assertThat(orders.path("shops").path("due").asInt()).isZero();

            Instant before = Instant.parse(orders.path("lastTickAt").asText());
            ops.post("/api/v1/ops/schedules/orders/trigger", "");
            Awaitility.await("the trigger has run")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> {
                        JsonNode after = ops.get("/api/v1/ops/schedules/orders");
                        return after.path("triggerAskedAt").isNull()
                                && Instant.parse(after.path("lastTickAt").asText())
                                        .isAfter(before);
                    });
            assertThat(Http.at(processes.product.managementPort).text("/q/metrics"))
                    .containsPattern("marketsync_shops_late\\{kind=\"orders.pull\",?} 0.0")
                    .containsPattern("marketsync_cron_ticks_total\\{tick_result=\"enqueued\",?} [1-9]")
                    .containsPattern("marketsync_cron_look_timestamp_seconds 1\\.\\d+E9");
            assertThat(processes.product.log()).doesNotContain("ERROR");
        }
    }

    /** One pull of each shop, asked for by cron, with what the marketplace knows. */
    private static boolean pulled(Processes processes, JsonNode demo) throws Exception {
        int finished = 0;
        for (JsonNode seller : demo.path("sellers")) {
            Http api =
                    Http.at(processes.product.apiPort).as(seller.path("token").asText());
            for (JsonNode operation :
                    api.get("/api/v1/operations?kind=orders.pull&limit=100").path("items")) {
                assertThat(operation.path("requestedBy").path("type").asText()).isEqualTo("cron");
                if (operation.path("outcome").asText().equals("ok")) {
                    finished++;
                }
            }
        }
        return finished == 7;
    }
}
