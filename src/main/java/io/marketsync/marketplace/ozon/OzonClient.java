package io.marketsync.marketplace.ozon;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;

import io.marketsync.breaker.CallEnd;
import io.marketsync.breaker.CallWatch;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.limit.HeldBack;
import io.marketsync.marketplace.MarketplaceAddress;
import io.marketsync.marketplace.MarketplaceHttp;
import io.marketsync.marketplace.MarketplaceHttp.Repeat;
import io.marketsync.permit.Level;
import io.marketsync.permit.Pass;
import io.marketsync.permit.PermitGate;
import io.marketsync.shop.ShopAccess;

/**
 * One call of the Ozon Seller API: key in, JSON out, every other answer a {@link JobFailure}. Of a process there is one, and all
 * adapters of Ozon share its connections. Usable by many threads.
 */
public final class OzonClient {

    /** Its word in the database, in metrics and in permits. */
    public static final String MARKETPLACE = "ozon";

    private final MarketplaceHttp http;
    private final PermitGate gate;
    private final OzonLimits limits;
    private final CallWatch watch;

    /** @param watch told how each call ended */
    public OzonClient(OzonConfig config, PermitGate gate, CallWatch watch, MeterRegistry registry) {
        this.gate = gate;
        this.watch = watch;
        this.limits = new OzonLimits(config);
        this.http = new MarketplaceHttp(
                new MarketplaceAddress(
                        MARKETPLACE,
                        "Ozon",
                        config.baseUrl(),
                        config.connectTimeout(),
                        config.answerTimeout(),
                        config.largestAnswer()),
                registry);
    }

    /**
     * A method that only reads. Waits for its permits, and again as often as Ozon asks to wait.
     *
     * @param path of the method, like {@code /v1/roles}
     * @param operation of a handful for metrics: orders, order, offers …
     * @throws HeldBack when that takes longer than the attempt should wait
     */
    JsonNode call(ShopAccess shop, String path, String operation, JsonNode body) throws InterruptedException {
        return judged(shop, answer(shop, path, operation, body, Repeat.IF_UNANSWERED));
    }

    /**
     * A method that changes something; waits as {@link #call}.
     *
     * @return empty when Ozon refuses the request as malformed, with nothing changed
     */
    Optional<JsonNode> change(ShopAccess shop, String path, String operation, JsonNode body)
            throws InterruptedException {
        return Optional.ofNullable(changeOrRefusal(shop, path, operation, body).answer());
    }

    /** As {@link #change}, for a method whose refusals say why. */
    Changed changeOrRefusal(ShopAccess shop, String path, String operation, JsonNode body) throws InterruptedException {
        OzonAnswer answer = answer(shop, path, operation, body, Repeat.NEVER);
        if (answer.malformed()) {
            watch.ended(shop.clientId(), CallEnd.ANSWERED);
            return new Changed(null, answer.error());
        }
        return new Changed(judged(shop, answer), null);
    }

    /**
     * @param answer null when the request was refused
     * @param refusal null when it was not
     */
    record Changed(JsonNode answer, OzonError refusal) {}

    /** What lies at an address that {@link OzonFiles} lets pass. It belongs to no limit of the Seller API, and needs no key. */
    HttpResponse<byte[]> file(URI address) throws InterruptedException {
        HttpRequest request = http.request(address.toString())
                .setHeader("Accept", "application/pdf")
                .GET()
                .build();
        return http.send(request, "label_file", Repeat.IF_UNANSWERED, () -> {}, end -> {});
    }

    /** The first one that is no rate limit. */
    private OzonAnswer answer(ShopAccess shop, String path, String operation, JsonNode body, Repeat repeat)
            throws InterruptedException {
        HttpRequest request = request(shop, path, body.toString());
        List<Level> levels = limits.levels(shop.clientId(), path);
        for (int refused = 0; ; refused++) {
            AtomicReference<Pass> pass = new AtomicReference<>();
            HttpResponse<byte[]> received = http.send(
                    request,
                    operation,
                    repeat,
                    () -> pass.set(gate.pass(MARKETPLACE, levels, 1)),
                    end -> watch.ended(shop.clientId(), end));
            pass.get().answered();
            OzonAnswer answer = new OzonAnswer(received);
            Optional<OzonLimit> limit = answer.limit();
            if (limit.isEmpty()) {
                answer.remaining().ifPresent(pass.get()::remaining);
                return answer;
            }
            pass.get().hold(limit.get().level(levels), limit.get().pause(refused));
            watch.ended(shop.clientId(), limit.get().overloaded() ? CallEnd.OVERLOADED : CallEnd.ANSWERED);
        }
    }

    private JsonNode judged(ShopAccess shop, OzonAnswer answer) {
        try {
            JsonNode json = answer.json();
            watch.ended(shop.clientId(), CallEnd.ANSWERED);
            return json;
        } catch (JobFailure failure) {
            watch.ended(shop.clientId(), failure.reason() == Reason.TRANSIENT ? CallEnd.FAULT : CallEnd.ANSWERED);
            throw failure;
        }
    }

    /** All calls pass it. */
    Level everyone() {
        return limits.everyone();
    }

    /** Whether Ozon works, by one call that passes all levels but {@link #everyone}; what it says is no matter. */
    boolean answers(ShopAccess shop, String path) throws InterruptedException {
        HttpRequest request = request(shop, path, "{}");
        List<Level> levels = limits.levels(shop.clientId(), path).stream()
                .filter(level -> !level.equals(everyone()))
                .toList();
        AtomicReference<Pass> pass = new AtomicReference<>();
        try {
            HttpResponse<byte[]> received = http.send(
                    request,
                    "canary",
                    Repeat.IF_UNANSWERED,
                    () -> pass.set(gate.pass(MARKETPLACE, levels, 1)),
                    end -> {});
            pass.get().answered();
            OzonAnswer answer = new OzonAnswer(received);
            Optional<OzonLimit> limit = answer.limit();
            if (limit.isPresent()) {
                pass.get().hold(limit.get().level(levels), limit.get().pause(0));
                return !limit.get().overloaded();
            }
            answer.json();
            return true;
        } catch (JobFailure failure) {
            return failure.reason() != Reason.TRANSIENT;
        } catch (HeldBack anotherShop) {
            return false;
        }
    }

    private HttpRequest request(ShopAccess shop, String path, String body) {
        return http.request(path)
                .header("Client-Id", header(shop.clientId()))
                .header("Api-Key", header(shop.apiKey().reveal()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
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
}
