package io.marketsync.api.http;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.marketsync.api.edge.EdgeProfile;
import io.marketsync.api.edge.FakeTokens;
import io.marketsync.api.edge.Wire;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(EdgeProfile.class)
class RequestMetricsTest {

    // Quarkus still brings the registry over the old Prometheus client.
    @SuppressWarnings("deprecation")
    @Inject
    PrometheusMeterRegistry registry;

    @Inject
    FakeTokens tokens;

    private final Wire wire = Wire.toTheApp();

    @Test
    void everyAnswerIsCountedByMethodAndClass() {
        for (String path : List.of("/api/v1/probe/public", "/none", "/api//x", "/api/v1/probe/broken")) {
            wire.get(path);
        }
        wire.send("BREW", "/none", "");

        eventually("marketsync_api_requests_total\\{method=\"GET\",status=\"2xx\",?} [1-9].*");
        eventually("marketsync_api_requests_total\\{method=\"GET\",status=\"4xx\",?} [1-9].*");
        eventually("marketsync_api_requests_total\\{method=\"GET\",status=\"5xx\",?} [1-9].*");
        eventually("marketsync_api_requests_total\\{method=\"OTHER\",status=\"4xx\",?} [1-9].*");
        eventually("marketsync_api_errors_total\\{method=\"GET\",?} [1-9].*");
    }

    @Test
    void errorsStartAtZero() {
        for (String method : List.of("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER")) {
            eventually("marketsync_api_errors_total\\{method=\"" + method + "\",?} 0\\.0");
        }
    }

    @Test
    void durationsHaveTheTemplateAndTheAgreedBuckets() {
        wire.get("/api/v1/probe/item/42", "Authorization: Bearer " + tokens.seller());

        eventually("marketsync_api_request_duration_seconds_count\\{method=\"GET\","
                + "route=\"/api/v1/probe/item/\\{id}\",status=\"2xx\",?} [1-9].*");
        Set<String> buckets = new TreeSet<>();
        Pattern.compile("duration_seconds_bucket\\{method=\"GET\",route=\"/api/v1/probe/item/[^,]*,"
                        + "status=\"2xx\",le=\"([^\"]+)\"")
                .matcher(registry.scrape())
                .results()
                .forEach(found -> buckets.add(found.group(1)));
        assertThat(buckets)
                .containsExactlyInAnyOrder(
                        "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "+Inf");
    }

    @Test
    void noPathOfACallerBecomesALabel() {
        String random = "zz" + System.nanoTime();
        wire.get("/" + random);
        wire.get("/api/v1/" + random, "Authorization: Bearer wrong");
        wire.get("/api/v1/probe/item/" + random);
        wire.get("/api/v1/probe/item/" + random, "Authorization: Bearer " + tokens.seller());
        wire.get("/api//" + random);
        wire.get("//api/v1/" + random);
        wire.get("/api/v1/probe/public/" + random);
        wire.send("BREW", "/" + random, "");
        wire.post("/" + random, "x", "Content-Length: 99999999");
        wire.exchange(("GET /" + random + " HTTP/1.1\r\nConnection: close\r\n\r\n").getBytes());

        eventually("marketsync_api_request_duration_seconds_count\\{method=\"OTHER\".*");
        assertThat(registry.scrape()).doesNotContain(random);
        assertThat(registry.scrape()).containsPattern("duration_seconds_count\\{method=\"GET\",route=\"UNKNOWN\"");
    }

    @Test
    void everyMeterIsDescribed() {
        wire.get("/none");

        for (String name : List.of(
                "marketsync_api_requests_total",
                "marketsync_api_errors_total",
                "marketsync_api_request_duration_seconds")) {
            eventually("# HELP " + name.replace("_total", "(_total)?") + " \\S.*");
        }
    }

    /** The count is written after the answer, so the caller may look before it. */
    private void eventually(String line) {
        Pattern pattern = Pattern.compile("^" + line + "$", Pattern.MULTILINE);
        Awaitility.await().untilAsserted(() -> assertThat(registry.scrape()).containsPattern(pattern));
    }
}
