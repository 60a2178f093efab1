package io.marketsync.marketplace.ozon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.limit.HeldBack;
import io.marketsync.posting.PostingPage;
import io.marketsync.posting.Scheme;
import io.marketsync.posting.Window;
import io.marketsync.shop.ShopAccess;
import io.marketsync.testing.TestOzon;

import static io.marketsync.marketplace.ozon.OzonWorld.EVERYTHING;
import static io.marketsync.marketplace.ozon.OzonWorld.FBS_NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What a simulator of Ozon does not do: servers that redirect, flood, hang or answer nonsense. */
class OzonWireIT {

    private static final String EMPTY_PAGE = "{\"has_next\":false,\"cursor\":\"\",\"postings\":[]}";

    @Test
    void anEmptyPageIsOneOnlyWhenOzonSaysSo() throws Exception {
        try (OneAnswer ozon = new OneAnswer(200, EMPTY_PAGE)) {
            assertThat(page(ozon)).isEqualTo(new PostingPage(List.of(), Optional.empty()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "\"\"",
                "{\"postings\":[]}",
                "{\"has_next\":null,\"postings\":[]}",
                "{\"has_next\":\"perhaps\",\"postings\":[]}",
                "{\"has_next\":false,\"postings\":null}",
                "{\"has_next\":false,\"postings\":{}}",
                "{\"has_next\":true,\"cursor\":\"\",\"postings\":[]}",
                "{\"has_next\":true,\"cursor\":null,\"postings\":[]}",
                "{\"has_next\":false,\"postings\":[null]}",
                "{\"has_next\":false,\"postings\":[{}]}",
                "{\"result\":{\"has_next\":false,\"postings\":[]}}",
                "{\"has_next\":false,\"postings\":[]} {\"has_next\":false,\"postings\":[]}",
                "<html>maintenance</html>",
                "{\"error\":{\"code\":\"SOMETHING_NEW\",\"message\":\"?\"}}",
                "{\"error\":\"upstream\"}",
                "{\"code\":4,\"message\":\"deadline exceeded\"}",
                "{\"code\":\"14\",\"message\":\"unavailable\"}"
            })
    void nonsenseWithStatus200IsAFailureToTryAgain(String body) {
        try (OneAnswer ozon = new OneAnswer(200, body)) {
            assertThat(failure(ozon).reason()).isEqualTo(Reason.TRANSIENT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, 7, AUTH",
        "200, 16, AUTH",
        "200, 3, REJECTED",
        "200, 5, REJECTED",
        "200, 13, TRANSIENT",
        "400, 3, REJECTED",
        "401, 16, AUTH",
        "404, 5, REJECTED",
        "408, 4, TRANSIENT",
        "409, 10, TRANSIENT",
        "409, 9, REJECTED",
        "502, 14, TRANSIENT"
    })
    void statusAndCodeTogetherDecide(int status, int code, Reason reason) {
        try (OneAnswer ozon = new OneAnswer(status, "{\"code\":" + code + ",\"message\":\"m\",\"details\":[]}")) {
            assertThat(failure(ozon).reason()).isEqualTo(reason);
        }
        try (OneAnswer ozon = new OneAnswer(status, "{\"error\":{\"code\":" + code + ",\"message\":\"m\"}}")) {
            assertThat(failure(ozon).reason()).isEqualTo(reason);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Api-Key is restricted to specific IP addresses, Allow ours",
        "Offer not signed, Sign it in the seller cabinet"
    })
    void whatTheSellerMustDoIsInTheMessage(String text, String advice) {
        try (OneAnswer ozon = new OneAnswer(403, "{\"code\":7,\"message\":\"" + text + "\"}")) {
            assertThat(failure(ozon)).hasMessageContaining(advice);
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "999999999, 86400", "soon, 1"})
    void retryAfterIsBelievedWithinReason(String header, long seconds) {
        try (OneAnswer ozon = new OneAnswer(429, "{}", "Retry-After", header)) {
            assertThat(heldBack(ozon)).isBetween(Duration.ofSeconds(seconds - 1), Duration.ofSeconds(seconds));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3"})
    void whoIsRefusedAgainAndAgainWaitsAllTheSame(String header) {
        try (OneAnswer ozon = new OneAnswer(429, "{}", "Retry-After", header)) {
            assertThat(heldBack(ozon)).isEqualTo(Duration.ofSeconds(1));
            assertThat(ozon.asked).hasSize(2);
        }
    }

    @Test
    void anItemLimitSaysInWordsHowLongToWait() {
        String body = "{\"code\":\"RESOURCE_EXHAUSTED\",\"message\":\"You have reached operation items limits."
                + " Retry after 120 seconds. Remaining 10 items\"}";
        try (OneAnswer ozon = new OneAnswer(200, body)) {
            assertThat(heldBack(ozon)).isBetween(Duration.ofSeconds(119), Duration.ofSeconds(120));
        }
    }

    private static Duration heldBack(OneAnswer ozon) {
        OzonOrders orders = OzonWorld.adapter(TestOzon.at(ozon.uri()));
        return catchThrowableOfType(HeldBack.class, () -> page(orders, OzonWorld.shop("key")))
                .pause();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int status) {
        try (OneAnswer elsewhere = new OneAnswer(200, EMPTY_PAGE);
                OneAnswer ozon = new OneAnswer(status, "", "Location", elsewhere.uri() + "/v4/posting/fbs/list")) {
            assertThat(failure(ozon).reason()).isEqualTo(Reason.TRANSIENT);
            assertThat(elsewhere.asked).isEmpty();
            assertThat(ozon.asked).hasSize(1);
        }
    }

    @Test
    void anotherPostingThanWasAskedForIsNoAnswer() {
        String posting = """
                {"result":{"posting_number":"1-1-1","status":"delivered","products":[{"offer_id":"a","quantity":1}]}}""";
        try (OneAnswer ozon = new OneAnswer(200, posting)) {
            OzonOrders orders = OzonWorld.adapter(TestOzon.at(ozon.uri()));
            JobFailure failure = catchThrowableOfType(
                    JobFailure.class, () -> orders.byNumber(OzonWorld.shop("key"), Scheme.FBS, "2-2-2"));
            assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true"})
    void aBodyOverTheCapIsRefused(int more, boolean refused) throws Exception {
        int cap = 100_000;
        String body = EMPTY_PAGE + " ".repeat(cap + more - EMPTY_PAGE.length());
        try (OneAnswer ozon = new OneAnswer(200, body)) {
            OzonOrders orders = OzonWorld.adapter(config(ozon.uri(), Duration.ofSeconds(20), cap));
            if (refused) {
                assertThat(failure(orders, OzonWorld.shop("key")).reason()).isEqualTo(Reason.TRANSIENT);
            } else {
                assertThat(page(orders, OzonWorld.shop("key")).postings()).isEmpty();
            }
        }
    }

    @Test
    void jsonNestedTooDeepIsRefused() {
        try (OneAnswer ozon = new OneAnswer(200, "{\"x\":" + "[".repeat(60) + "]".repeat(60) + "}")) {
            assertThat(failure(ozon).reason()).isEqualTo(Reason.TRANSIENT);
        }
    }

    @Test
    @Timeout(10)
    void aServerThatSendsHeadersAndThenHangsEndsWithinTheTimeOut() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CountDownLatch hungUp = new CountDownLatch(1);
            Thread.ofPlatform().start(() -> headersOnly(server, hungUp));
            OzonOrders orders = OzonWorld.adapter(
                    config(URI.create("http://127.0.0.1:" + server.getLocalPort()), Duration.ofMillis(300), 10 << 20));
            long start = System.nanoTime();
            JobFailure failure = failure(orders, OzonWorld.shop("key"));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
            assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
            assertThat(failure).hasMessageContaining("did not answer within");
            hungUp.await(); // the connection is closed, not left to the pool
        }
    }

    private static void headersOnly(ServerSocket server, CountDownLatch hungUp) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
            while (socket.getInputStream().read() >= 0) {
                // until the client gives up
            }
        } catch (IOException reset) {
            // that is giving up, too
        } finally {
            hungUp.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pasted-secret\n", "pasted\r\nX-Evil: 1", "ключ-secret", "secret\u0000", " ", ""})
    void aKeyThatFitsNoHeaderIsTheSellersToCorrectAndIsNotPrinted(String key) {
        try (OneAnswer ozon = new OneAnswer(401, "{\"code\":16,\"message\":\"Client-Id and Api-Key are required\"}")) {
            JobFailure failure = failure(OzonWorld.adapter(TestOzon.at(ozon.uri())), OzonWorld.shop(key));
            assertThat(failure.reason()).isEqualTo(Reason.AUTH);
            assertThat(failure).hasMessageNotContaining("secret").hasNoCause();
        }
    }

    @Test
    void aWindowIsWidenedToWholeSeconds() {
        Window window = new Window(Instant.parse("2026-10-30T10:00:00.9Z"), Instant.parse("2026-10-30T11:00:00.1Z"));
        try (OneAnswer ozon = new OneAnswer(200, "{}")) {
            OzonOrders orders = OzonWorld.adapter(TestOzon.at(ozon.uri()));
            assertThatThrownBy(() -> orders.page(OzonWorld.shop("key"), FBS_NEW, window, ""));
            assertThat(ozon.asked.getFirst())
                    .contains("\"since\":\"2026-10-30T10:00:00Z\",\"to\":\"2026-10-30T11:00:01Z\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://ozon.example",
                "ftp://127.0.0.1",
                "http://user@127.0.0.1",
                "https://user:pass@api-seller.ozon.ru",
                "file:///etc/passwd",
                "https:/nohost",
                "http://169.254.169.254"
            })
    void anUnsafeBaseUrlStopsTheStart(String url) {
        assertThatThrownBy(() -> OzonWorld.adapter(TestOzon.at(URI.create(url))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("marketsync.ozon.base-url");
    }

    private static OzonConfig config(URI uri, Duration answerTimeout, int cap) {
        return new TestOzon(uri, Duration.ofSeconds(3), answerTimeout, cap);
    }

    private static PostingPage page(OneAnswer ozon) throws InterruptedException {
        return page(OzonWorld.adapter(TestOzon.at(ozon.uri())), OzonWorld.shop("key"));
    }

    private static PostingPage page(OzonOrders orders, ShopAccess shop) throws InterruptedException {
        return orders.page(shop, FBS_NEW, EVERYTHING, "");
    }

    private static JobFailure failure(OneAnswer ozon) {
        return failure(OzonWorld.adapter(TestOzon.at(ozon.uri())), OzonWorld.shop("key"));
    }

    private static JobFailure failure(OzonOrders orders, ShopAccess shop) {
        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> page(orders, shop));
        assertThat(failure).as("refused").isNotNull();
        return failure;
    }
}
