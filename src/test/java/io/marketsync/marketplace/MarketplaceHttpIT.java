package io.marketsync.marketplace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.breaker.CallEnd;
import io.marketsync.failure.Reason;
import io.marketsync.limit.Deadline;
import io.marketsync.marketplace.MarketplaceHttp.Repeat;
import io.marketsync.marketplace.RawServer.Reply;
import io.marketsync.telemetry.JobLog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class MarketplaceHttpIT {

    @AfterEach
    void leave() {
        Deadline.leave();
    }

    // What is sent
    // ---------------------------------------------------------------------------------------------------------

    @Test
    void aCallSaysWhoCallsAndForWhichJob() throws Exception {
        UUID job = UUID.randomUUID();
        try (RawServer server = new RawServer((connection, request) -> Reply.ok("{}"))) {
            Market market = Market.at(server.uri());
            try (var ignored = JobLog.of(job)) {
                market.read();
            }
            market.read();
            assertThat(server.heads.getFirst())
                    .contains("User-Agent: marketsync/" + versionOfTheBuild() + "\r\n")
                    .contains("X-Request-Id: " + job + "\r\n");
            assertThat(server.heads.getLast()).doesNotContain("X-Request-Id");
        }
    }

    private static String versionOfTheBuild() throws IOException {
        Matcher version = Pattern.compile("<version>(.+?)</version>").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    @Test
    void connectionsAreUsedAgainAndClearTextIsNotUpgraded() throws Exception {
        try (RawServer server = new RawServer((connection, request) -> Reply.ok("{}"))) {
            Market market = Market.at(server.uri());
            for (int call = 0; call < 3; call++) {
                market.read();
            }
            assertThat(server.heads)
                    .hasSize(3)
                    .allMatch(head -> head.startsWith("1:POST /things HTTP/1.1\r\n"))
                    .noneMatch(head -> head.toLowerCase().contains("upgrade"));
        }
    }

    // Time
    // -----------------------------------------------------------------------------------------------------------------

    @Test
    void anAnswerIsWaitedForNoLongerThanTheAttemptHas() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer server = new RawServer((connection, request) -> {
            never.await();
            return Reply.CLOSE;
        })) {
            Deadline.in(Duration.ofMillis(100), Duration.ofMillis(300)).enter();
            long start = System.nanoTime();
            Market market = Market.at(server.uri());
            assertThat(market.failure()).hasMessage("Elsewhere did not answer within 1 s.");
            assertThat(market.unanswered).as("it may have been about to").isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aConnectionIsWaitedForNoLongerThanTheAttemptHas() throws Exception {
        try (DeafServer deaf = new DeafServer()) {
            Deadline.in(Duration.ofMillis(100), Duration.ofMillis(300)).enter();
            Market market = Market.patient(deaf.uri(), null, Duration.ofSeconds(30), Duration.ofSeconds(30));
            long start = System.nanoTime();
            assertThat(market.failure().reason()).isEqualTo(Reason.TRANSIENT);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aServerThatDoesNotAcceptIsGivenUpByTheTimeOutForConnections() throws Exception {
        try (DeafServer deaf = new DeafServer()) {
            Market market = Market.patient(deaf.uri(), null, Duration.ofMillis(300), Duration.ofSeconds(30));
            assertThat(market.failure()).hasMessage("Elsewhere did not accept a connection within 1 s.");
            assertThat(market.unanswered).containsExactly(CallEnd.TIMED_OUT);
        }
    }

    @Test
    void anAnswerThatNeverComesIsGivenUpByTheTimeOutForAnswers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer server = new RawServer((connection, request) -> {
            never.await();
            return Reply.CLOSE;
        })) {
            Market market = Market.patient(server.uri(), null, Duration.ofSeconds(3), Duration.ofMillis(300));
            assertThat(market.failure()).hasMessage("Elsewhere did not answer within 1 s.");
            assertThat(market.unanswered).containsExactly(CallEnd.TIMED_OUT);
        }
    }

    /** Its line of those who want to connect is full, so the next one gets no answer at all. */
    private static final class DeafServer implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<SocketChannel> waiting = new ArrayList<>();

        DeafServer() throws IOException {
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                waiting.add(channel);
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
            }
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
            server.close();
        }
    }

    // Size
    // -----------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"0, false", "1, true"})
    void aPackedBodyIsMeasuredUnpacked(int more, boolean refused) throws Exception {
        byte[] packed = gzip("x".repeat(Market.LARGEST + more));
        assertThat(packed.length).isLessThan(Market.LARGEST / 100);
        try (RawServer server = new RawServer((connection, request) -> packed("gzip", packed))) {
            Market market = Market.at(server.uri());
            if (refused) {
                assertThat(market.failure()).hasMessage("Elsewhere's answer is larger than 100000 bytes.");
                assertThat(market.unanswered).containsExactly(CallEnd.ANSWERED);
            } else {
                assertThat(market.read().body()).hasSize(Market.LARGEST).containsOnly('x');
            }
            assertThat(server.heads.getFirst()).contains("Accept-Encoding: gzip\r\n");
        }
    }

    @Test
    void aBodyWithoutAKnownEndIsCutAtTheCap() throws Exception {
        String chunk = "2710\r\n" + "x".repeat(10_000) + "\r\n";
        Reply endless = Reply.of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(11));
        try (RawServer server = new RawServer((connection, request) -> endless)) {
            assertThat(Market.at(server.uri()).failure()).hasMessage("Elsewhere's answer is larger than 100000 bytes.");
            await().until(() -> server.leftByClient.contains(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "gzip, gzip"})
    void aBodyThatDoesNotUnpackIsAFailureToTryAgain(String encoding) throws Exception {
        byte[] garbled = "no gzip at all".getBytes(StandardCharsets.US_ASCII);
        try (RawServer server = new RawServer((connection, request) -> packed(encoding, garbled))) {
            assertThat(Market.at(server.uri()).failure().reason()).isEqualTo(Reason.TRANSIENT);
            assertThat(server.heads).as("what was answered is not asked again").hasSize(1);
        }
    }

    private static Reply packed(String encoding, byte[] body) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(
                ("HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        answer.writeBytes(body);
        return new Reply(answer.toByteArray(), false);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return packed.toByteArray();
    }

    // Connections that are gone
    // --------------------------------------------------------------------------------------------

    /** The server closes a pooled connection in the moment in which the next call takes it. */
    private static RawServer closesWhenUsedAgain() {
        return new RawServer((connection, request) -> connection == 1 && request == 2 ? Reply.CLOSE : Reply.ok("{}"));
    }

    @Test
    void aReadOnAStaleConnectionIsSentOnceMoreAndPassesThePermitsAgain() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        try (RawServer server = closesWhenUsedAgain()) {
            Market market = Market.at(server.uri());
            market.read();
            assertThat(Market.text(market.send(Repeat.IF_UNANSWERED, sent::incrementAndGet)))
                    .isEqualTo("{}");
            assertThat(server.heads).extracting(head -> head.charAt(0)).containsExactly('1', '1', '2');
            assertThat(sent).hasValue(2);
            assertThat(market.unanswered).isEmpty();
        }
    }

    @Test
    void aChangeOnAStaleConnectionIsTheJobsToRepeat() throws Exception {
        try (RawServer server = closesWhenUsedAgain()) {
            Market market = Market.at(server.uri());
            market.read();
            assertThat(market.failure(Repeat.NEVER)).hasMessage("The connection to Elsewhere broke.");
            assertThat(market.unanswered).containsExactly(CallEnd.BROKEN);
            assertThat(server.heads).hasSize(2);
        }
    }

    @Test
    void aReadIsSentTwiceAtMost() throws Exception {
        try (RawServer server = new RawServer((connection, request) -> Reply.CLOSE)) {
            Market market = Market.at(server.uri());
            assertThat(market.failure().reason()).isEqualTo(Reason.TRANSIENT);
            assertThat(server.heads).hasSize(2);
            assertThat(market.unanswered).containsExactly(CallEnd.BROKEN);
        }
    }

    @Test
    void whatBreaksAfterTheAnswerBeganIsNotSentAgain() throws Exception {
        Reply half = Reply.of("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{").thenClose();
        try (RawServer server = new RawServer((connection, request) -> half)) {
            Market market = Market.at(server.uri());
            assertThat(market.failure()).hasMessage("The connection to Elsewhere broke.");
            assertThat(server.heads).hasSize(1);
            assertThat(market.unanswered).containsExactly(CallEnd.BROKEN);
        }
    }

    @Test
    void idleConnectionsAreClosedBeforeServersDoIt() throws Exception {
        Market.at(URI.create("http://127.0.0.1:1"));
        assertThat(System.getProperty("jdk.httpclient.keepalive.timeout")).isEqualTo("20");
        try (RawServer server = new RawServer((connection, request) -> Reply.ok("{}"))) {
            Process call = OneCall.in(server.uri(), "-Djdk.httpclient.keepalive.timeout=1");
            try {
                await().atMost(Duration.ofSeconds(20)).until(() -> server.leftByClient.contains(1));
                assertThat(call.isAlive()).as("only its connection is gone").isTrue();
            } finally {
                call.getOutputStream().close();
                call.waitFor();
            }
        }
    }

    // Start-up
    // -------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"headers", "requests,Headers", "errors,content", "all", "frames:all"})
    void aJvmThatWouldPrintKeysIsRefused(String logged) {
        assertThatThrownBy(() -> MarketplaceHttp.requireNoWireLog(logged))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jdk.httpclient.HttpClient.log");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "errors,requests,ssl,frames:control"})
    void aJvmThatPrintsNoKeysIsNot(String logged) {
        assertThatCode(() -> MarketplaceHttp.requireNoWireLog(logged)).doesNotThrowAnyException();
    }
}
