package io.marketsync.marketplace.ozon;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.marketplace.MarketplaceAddress;
import io.marketsync.marketplace.MarketplaceHttp;
import io.marketsync.marketplace.MarketplaceHttp.Repeat;
import io.marketsync.shop.ShopAccess;

/**
 * One call of the Ozon Seller API: key in, JSON out, every other answer a {@link JobFailure}. Of a process there is one, and all
 * adapters of Ozon share its connections. Usable by many threads.
 */
public final class OzonClient {

    private final MarketplaceHttp http;

    public OzonClient(OzonConfig config, MeterRegistry registry) {
        this.http = new MarketplaceHttp(
                new MarketplaceAddress(
                        "ozon",
                        "Ozon",
                        config.baseUrl(),
                        config.connectTimeout(),
                        config.answerTimeout(),
                        config.largestAnswer()),
                registry);
    }

    /**
     * A method that only reads.
     *
     * @param path of the method, like {@code /v1/roles}
     * @param operation of at most 6 for metrics: orders, order …
     */
    JsonNode call(ShopAccess shop, String path, String operation, JsonNode body) throws InterruptedException {
        HttpRequest request = http.request(path)
                .header("Client-Id", header(shop.clientId()))
                .header("Api-Key", header(shop.apiKey().reveal()))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<byte[]> answer = http.send(request, operation, Repeat.IF_UNANSWERED, () -> {});
        return OzonAnswers.json(answer);
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
