package io.marketsync.api.http;

import java.nio.charset.StandardCharsets;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.EdgeProfile;
import io.marketsync.api.edge.Reply;
import io.marketsync.api.edge.Wire;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests whose end two servers in a row could see at different places (ASVS 4.2.1). */
@QuarkusTest
@TestProfile(EdgeProfile.class)
class SmugglingTest {

    private static final String START = "POST /api/v1/probe/public HTTP/1.1\r\nHost: localhost\r\n";
    private static final String SECOND =
            "GET /api/v1/probe/public HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final Wire wire = Wire.toTheApp();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "Content-Length: +5\r\n\r\nhello",
                "Content-Length : 5\r\n\r\nhello",
                "Content-Length: 5\n\r\nhello",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0;x\n\r\n\r\n",
                "X-A: b\u0000c\r\nContent-Length: 0\r\n\r\n"
            })
    void isRefusedAndTheConnectionClosed(String rest) {
        Reply reply = wire.exchange((START + rest + SECOND).getBytes(StandardCharsets.ISO_8859_1));

        // 0: closed without a word.
        assertThat(reply.status()).as("%s", reply).isIn(0, 400);
        assertThat(reply.body()).doesNotContain("HTTP/1.1 200");
    }

    @Test
    void clearTextHttp2IsNotOffered() {
        String upgrade =
                "GET /api/v1/probe/public HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n";

        assertThat(wire.exchange((upgrade + SECOND).getBytes(StandardCharsets.ISO_8859_1))
                        .status())
                .isEqualTo(200);
    }
}
