package io.marketsync.marketplace;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import io.marketsync.breaker.CallEnd;
import io.marketsync.failure.JobFailure;
import io.marketsync.marketplace.MarketplaceHttp.BeforeEachSend;
import io.marketsync.marketplace.MarketplaceHttp.Repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A marketplace called Elsewhere, and our way to it. */
public final class Market {

    static final int LARGEST = 100_000;

    final MarketplaceHttp http;

    /** Of calls without an answer, and why. */
    final List<CallEnd> unanswered = new CopyOnWriteArrayList<>();

    private Market(MarketplaceHttp http) {
        this.http = http;
    }

    public static Market at(URI uri) {
        return at(uri, null);
    }

    /** As patient as a machine with other things to do may need. */
    public static Market at(URI uri, SSLContext trust) {
        return patient(uri, trust, Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    static Market patient(URI uri, SSLContext trust, Duration connect, Duration answer) {
        MarketplaceAddress address = new MarketplaceAddress("elsewhere", "Elsewhere", uri, connect, answer, LARGEST);
        return new Market(new MarketplaceHttp(address, new SimpleMeterRegistry(), trust));
    }

    public HttpResponse<byte[]> read() throws InterruptedException {
        return send(Repeat.IF_UNANSWERED, () -> {});
    }

    HttpResponse<byte[]> send(Repeat repeat, BeforeEachSend before) throws InterruptedException {
        HttpRequest request = http.request("/things")
                .header("Api-Key", "key-secret")
                .POST(BodyPublishers.ofString("request-secret"))
                .build();
        return http.send(request, "things", repeat, before, unanswered::add);
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    JobFailure failure() {
        return failure(Repeat.IF_UNANSWERED);
    }

    JobFailure failure(Repeat repeat) {
        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> send(repeat, () -> {}));
        assertThat(failure).as("refused").isNotNull();
        return failure;
    }
}
