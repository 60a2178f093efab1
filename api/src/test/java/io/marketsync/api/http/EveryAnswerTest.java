package io.marketsync.api.http;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.EdgeProfile;
import io.marketsync.api.edge.FakeTokens;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(EdgeProfile.class)
class EveryAnswerTest {

    @Inject
    FakeTokens tokens;

    private final Wire wire = Wire.toTheApp();

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/probe/public, 200",
        "HEAD, /api/v1/probe/public, 200",
        "GET, /api/v1/probe/seller, 401",
        "GET, /api/v1/probe/unannotated, 401",
        "GET, /api/v1/none, 404",
        "GET, /none, 404",
        "DELETE, /api/v1/probe/public, 405",
        "OPTIONS, /api/v1/probe/public, 405",
        "TRACE, /api/v1/probe/public, 405",
        "GET, /api//v1, 400",
        "GET, /api/v1/probe/broken, 500",
        "GET, /problems/not-found, 200"
    })
    void hasSecurityHeadersAndARequestId(String method, String path, int status) {
        Reply reply = wire.send(method, path, "");

        assertThat(reply.status()).as("%s", reply).isEqualTo(status);
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(reply.header("Strict-Transport-Security")).startsWith("max-age=31536000");
        assertThat(reply.header("Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'");
        assertThat(reply.header("X-Request-Id")).matches("[A-Za-z0-9_-]{8,64}");
        if (path.startsWith("/api")) {
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void theAnswerOfAResourceIsNotStored() {
        Reply reply = wire.get("/api/v1/probe/seller", "Authorization: Bearer " + tokens.seller());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aSaneRequestIdIsKeptAndReachesTheLog() {
        Reply reply = wire.get("/api/v1/probe/public", "X-Request-Id: order_12-AB");

        assertThat(reply.header("X-Request-Id")).isEqualTo("order_12-AB");
        assertThat(reply.json().path("requestId").asText()).isEqualTo("order_12-AB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "has space in it", "${jndi:x}", "<script>alert(1)</script>", "ünicode-id"})
    void aStrangeRequestIdIsReplaced(String offered) {
        Reply reply = wire.get("/api/v1/probe/public", "X-Request-Id: " + offered);

        assertThat(reply.header("X-Request-Id")).matches("[0-9a-f]{24}");
        assertThat(reply.json().path("requestId").asText()).isEqualTo(reply.header("X-Request-Id"));
    }

    @Test
    void aLongRequestIdIsReplaced() {
        assertThat(wire.get("/none", "X-Request-Id: " + "a".repeat(65)).header("X-Request-Id"))
                .hasSize(24);
    }

    @Test
    void foreignOriginsAreNotInvited() {
        Reply reply = wire.get("/api/v1/probe/public", "Origin: https://evil.example");

        assertThat(reply.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }

    @Test
    void methodOverrideHeadersChangeNothing() {
        for (String header : new String[] {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
            assertThat(wire.get("/api/v1/probe/orders", header + ": POST").status())
                    .isEqualTo(405);
        }
    }

    @Test
    void forwardedHeadersChangeNoLink() {
        Reply reply = wire.get("/none", "X-Forwarded-Host: evil.example", "Forwarded: host=evil.example");

        assertThat(reply.body()).doesNotContain("evil.example");
    }
}
