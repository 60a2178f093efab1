package io.marketsync.marketplace.ozon;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.limit.Deadline;
import io.marketsync.limit.HeldBack;
import io.marketsync.permit.Level;
import io.marketsync.permit.Pass;
import io.marketsync.permit.PermitGate;
import io.marketsync.shop.ShopAccess;

/**
 * One call of the Ozon Seller API: key in, JSON out, every other answer a {@link JobFailure}. It waits for its permits. Time and size of an answer are
 * bounded; redirects are not followed; bodies are never logged. Usable by many threads.
 */
final class OzonClient {

    private static final String MARKETPLACE = "ozon";
    private static final String USER_AGENT = "marketsync/0.1";

    private final OzonConfig config;
    private final HttpClient http;
    private final CallTimer timer;
    private final PermitGate gate;
    private final OzonLimits limits;

    OzonClient(OzonConfig config, PermitGate gate, MeterRegistry registry) {
        this.config = requireSafe(config);
        this.gate = gate;
        this.limits = new OzonLimits(config);
        this.http = HttpClient.newBuilder()
                .connectTimeout(config.connectTimeout())
                .followRedirects(Redirect.NEVER)
                .build();
        this.timer = new CallTimer(registry, MARKETPLACE);
    }

    /**
     * Waits for its permits, and again as often as Ozon asks to wait.
     *
     * @param path of the method, like {@code /v1/roles}
     * @param operation of at most 6 for metrics: orders, order …
     * @throws HeldBack when that takes longer than the attempt should wait
     */
    JsonNode call(ShopAccess shop, String path, String operation, JsonNode body) throws InterruptedException {
        HttpRequest request = request(shop, path, body);
        List<Level> levels = limits.levels(shop.clientId(), path);
        for (int refused = 0; ; refused++) {
            Pass pass = gate.pass(MARKETPLACE, levels, 1);
            HttpResponse<byte[]> answer = send(request, operation, pass);
            Optional<OzonLimit> limit = OzonAnswers.limit(answer);
            if (limit.isEmpty()) {
                OzonLimits.remaining(answer).ifPresent(pass::remaining);
                return OzonAnswers.json(answer);
            }
            pass.hold(limit.get().level(levels), limit.get().pause(refused));
        }
    }

    private HttpRequest request(ShopAccess shop, String path, JsonNode body) {
        return HttpRequest.newBuilder(config.baseUrl().resolve(path))
                .header("Client-Id", header(shop.clientId()))
                .header("Api-Key", header(shop.apiKey().reveal()))
                .header("Content-Type", "application/json")
                .header("User-Agent", USER_AGENT)
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpResponse<byte[]> send(HttpRequest request, String operation, Pass pass) throws InterruptedException {
        CallTimer.Call timed = timer.start(operation);
        try {
            HttpResponse<byte[]> answer = send(request);
            pass.answered();
            timed.answered(answer.statusCode());
            return answer;
        } catch (TimeoutException e) {
            timed.timedOut();
            throw new JobFailure(
                    Reason.TRANSIENT,
                    "Ozon did not answer within " + config.answerTimeout().toSeconds() + " s.");
        } catch (ConnectException e) {
            pass.unused();
            timed.broke();
            throw new JobFailure(Reason.TRANSIENT, "Ozon cannot be reached.");
        } catch (IOException e) {
            timed.broke();
            throw new JobFailure(Reason.TRANSIENT, "The connection to Ozon broke.");
        }
    }

    /** The JDK refuses a line break or a foreign letter by an exception that quotes the value, and so the key, to our log. */
    private static String header(String value) {
        if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new JobFailure(
                    Reason.AUTH,
                    "Client-Id or key of this shop has a character no Ozon key has. Copy both again from the seller cabinet.");
        }
        return value;
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws InterruptedException, IOException, TimeoutException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, ignored -> new BoundedBody(config.largestAnswer()));
        try {
            return answer.get(Deadline.bounded(config.answerTimeout()).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static OzonConfig requireSafe(OzonConfig config) {
        URI url = config.baseUrl();
        boolean https = "https".equals(url.getScheme());
        boolean plainLoopback = "http".equals(url.getScheme()) && isLoopback(url.getHost());
        if (url.getHost() == null || url.getUserInfo() != null || !(https || plainLoopback)) {
            throw new IllegalArgumentException(
                    "marketsync.ozon.base-url must be https://HOST, or http://127.0.0.1:PORT for a simulator");
        }
        return config;
    }

    private static boolean isLoopback(String host) {
        try {
            return host != null
                    && InetAddress.getByName(host.toLowerCase(Locale.ROOT)).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
