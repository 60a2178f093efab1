package io.marketsync.api.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.EdgeProfile;
import io.marketsync.api.edge.FakeTokens;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;
import io.marketsync.api.problem.ProblemCode;

import static io.marketsync.api.edge.ProblemAssert.assertThatProblem;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(EdgeProfile.class)
class BodyLimitTest {

    private static final int MEGABYTE = 1024 * 1024;

    @Inject
    FakeTokens tokens;

    private final Wire wire = Wire.toTheApp();

    @Test
    void aBodyOverTheCapIsRefusedAndTheCapIsNamed() {
        Reply reply = wire.post("/api/v1/probe/orders", padded(MEGABYTE + 1), json(), bearer());

        assertThatProblem(reply).is(ProblemCode.BODY_TOO_LARGE);
        assertThat(reply.json().path("detail").asText()).contains("1048576");
    }

    @Test
    void aBodyOfExactlyTheCapIsRead() {
        assertThat(wire.post("/api/v1/probe/orders", padded(MEGABYTE), json(), bearer())
                        .status())
                .isEqualTo(202);
    }

    @Test
    void anAnnouncedGigabyteIsRefusedBeforeItIsSent() {
        Reply reply = wire.post("/api/v1/probe/orders", "{", json(), bearer(), "Content-Length: 1073741824");

        assertThatProblem(reply).is(ProblemCode.BODY_TOO_LARGE);
    }

    @Test
    void aChunkedBodyOverTheCapIsRefused() {
        assertThatProblem(chunked(padded(MEGABYTE + 1))).is(ProblemCode.BODY_TOO_LARGE);
    }

    @Test
    void aChunkedBodyThatNeverEndsIsRefused() {
        assertThatProblem(chunked(padded(64 * MEGABYTE))).is(ProblemCode.BODY_TOO_LARGE);
    }

    @Test
    void aChunkedBodyUnderTheCapIsRead() {
        assertThat(chunked(padded(MEGABYTE - 1)).status()).isEqualTo(202);
        assertThat(chunked("{\"name\":\"a\"}").status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1, 2", "99999999999999999999"})
    void anUnreadableContentLengthIsRefused(String length) {
        Reply reply = wire.post("/api/v1/probe/orders", "{}", json(), bearer(), "Content-Length: " + length);

        assertThat(reply.status()).isBetween(400, 413);
    }

    private Reply chunked(String body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST /api/v1/probe/orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + json()
                        + "\r\n" + bearer() + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < bytes.length; at += 8000) {
            int size = Math.min(8000, bytes.length - at);
            request.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            request.write(bytes, at, size);
            request.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        request.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return wire.exchange(request.toByteArray());
    }

    private static String padded(int size) {
        String object = "{\"name\":\"a\"}";
        return " ".repeat(size - object.length()) + object;
    }

    private static String json() {
        return "Content-Type: application/json";
    }

    private String bearer() {
        return "Authorization: Bearer " + tokens.seller();
    }
}
